package org.dalgo.platform.error;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.ArrayList;
import java.util.List;

/** JSON names of the fields of a request. Validation reports those of Java, which a client does not know. */
final class JsonPropertyNames {

    private final ObjectMapper json;

    JsonPropertyNames(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Path from a body to one of its fields.
     *
     * @param body type of the body, or null when there is none
     * @param steps path that validation reports; elements of lists are steps as well
     */
    List<String> location(Class<?> body, Iterable<Path.Node> steps) {
        List<String> location = new ArrayList<>();
        JavaType type = body == null ? null : json.constructType(body);
        for (Path.Node step : steps) {
            if (step.isInIterable()) {
                if (step.getIndex() != null) {
                    location.add(step.getIndex().toString());
                }
                type = type == null ? null : type.getContentType();
            }
            if (step.getKind() == ElementKind.PROPERTY) {
                BeanPropertyDefinition property = property(type, step.getName());
                location.add(property == null ? step.getName() : property.getName());
                type = property == null ? null : property.getPrimaryType();
            }
        }
        return location;
    }

    private BeanPropertyDefinition property(JavaType type, String name) {
        if (type == null) {
            return null;
        }
        return json.getDeserializationConfig().introspect(type).findProperties().stream()
                .filter(property -> property.getInternalName().equals(name))
                .findFirst()
                .orElse(null);
    }
}
