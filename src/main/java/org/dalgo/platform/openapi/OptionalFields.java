package org.dalgo.platform.openapi;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/** Optional fields of request bodies may be null: null says as much as a field that is left out. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OptionalFields implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Set<String> requests = new HashSet<>();
        Deque<Schema> open = new ArrayDeque<>();
        document.getPaths().getPathItems().values().stream()
                .flatMap(path -> path.getOperations().values().stream())
                .map(Operation::getRequestBody)
                .filter(body -> body != null && body.getContent() != null)
                .flatMap(body -> body.getContent().getMediaTypes().values().stream())
                .map(MediaType::getSchema)
                .filter(Objects::nonNull)
                .forEach(open::add);
        while (!open.isEmpty()) {
            Schema schema = open.poll();
            String name = name(schema);
            if (name != null && requests.add(name)) {
                open.add(schemas.get(name));
            }
            parts(schema).forEach(open::add);
        }
        requests.forEach(name -> permitNull(schemas.get(name)));
    }

    private static String name(Schema schema) {
        String reference = schema.getRef();
        return reference == null ? null : reference.substring(SCHEMAS.length());
    }

    private static Stream<Schema> parts(Schema schema) {
        Stream<Schema> properties =
                schema.getProperties() == null ? Stream.empty() : schema.getProperties().values().stream();
        return Stream.concat(properties, Stream.of(schema.getItems(), schema.getAdditionalPropertiesSchema()))
                .filter(Objects::nonNull);
    }

    private static void permitNull(Schema object) {
        if (object.getProperties() == null) {
            return;
        }
        List<String> required = object.getRequired() == null ? List.of() : object.getRequired();
        Map.copyOf(object.getProperties()).forEach((name, field) -> {
            if (!required.contains(name)) {
                object.addProperty(name, orNull(field));
            }
        });
    }

    private static Schema orNull(Schema field) {
        if (field.getRef() != null) {
            return OASFactory.createSchema()
                    .anyOf(List.of(field, OASFactory.createSchema().addType(SchemaType.NULL)));
        }
        if (field.getType() == null || field.getType().contains(SchemaType.NULL)) {
            return field;
        }
        if (field.getEnumeration() != null) {
            List<Object> values = new ArrayList<>(field.getEnumeration());
            values.add(null);
            field.setEnumeration(values);
        }
        return field.addType(SchemaType.NULL);
    }
}
