package org.dalgo.data.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchemaException;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.SchemaLoader;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Judges a configuration by a specification (JSON schema draft 7). Formats are not judged: those of the library use
 * backtracking patterns. A specification that cannot be read judges nothing, because Airbyte does so in the end.
 */
final class SpecificationValidator {

    private static final Logger LOG = Logger.getLogger(SpecificationValidator.class);

    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .pathType(PathType.JSON_POINTER)
            .formatAssertionsEnabled(false)
            .regularExpressionFactory(LinearPatterns::compile)
            .locale(Locale.ENGLISH)
            .build();

    private static final JsonMetaSchema DRAFT_7 = JsonMetaSchema.builder(JsonMetaSchema.getV7())
            // Connectors have keywords of their own for the form.
            .unknownKeywordFactory((keyword, context) -> new NonValidationKeyword(keyword))
            .build();

    // Schemas are not kept: each configuration has a specification of its own.
    private static final JsonSchemaFactory FACTORY = new JsonSchemaFactory.Builder()
            .defaultMetaSchemaIri(DRAFT_7.getIri())
            .metaSchema(DRAFT_7)
            .enableSchemaCache(false)
            .schemaLoaders(loaders -> loaders.values(SpecificationValidator::withoutNetwork))
            .build();

    private SpecificationValidator() {}

    /** One sentence for each violation; none when the configuration fits. */
    static List<String> violations(ObjectNode schema, ObjectNode config) {
        Set<ValidationMessage> errors;
        try {
            errors = FACTORY.getSchema(schema, CONFIG).validate(config);
        } catch (JsonSchemaException e) {
            LOG.debug("a connector's specification cannot be read as JSON schema", e);
            return List.of();
        }
        boolean options = errors.stream().anyMatch(error -> error.getType().equals("oneOf"));
        return errors.stream()
                // Where no option is chosen, the violations of each single option lead nowhere.
                .filter(error -> !options || !isBelowOneOf(error))
                .map(error -> sentence(schema, error))
                .distinct()
                .toList();
    }

    /** A specification must not have this server read another address. */
    private static void withoutNetwork(List<SchemaLoader> loaders) {
        loaders.clear();
        loaders.add(address -> {
            throw new JsonSchemaException(address + " is not read");
        });
    }

    private static boolean isBelowOneOf(ValidationMessage error) {
        return error.getEvaluationPath().contains("oneOf") && !error.getType().equals("oneOf");
    }

    private static String sentence(ObjectNode schema, ValidationMessage error) {
        List<String> path = path(error.getInstanceLocation());
        JsonNode field = field(schema, path);
        return switch (error.getType()) {
            case "required" -> {
                String name = error.getProperty();
                List<String> missing =
                        Stream.concat(path.stream(), Stream.of(name)).toList();
                yield name(field.path("properties").path(name), missing) + " is missing.";
            }
            case "additionalProperties" -> error.getProperty() + " is not a field of this connector.";
            case "oneOf", "anyOf" -> name(field, path) + ": choose one of the options.";
            default -> name(field, path) + " " + problem(error.getType(), field) + ".";
        };
    }

    /** Never the value: it may be a secret. */
    private static String problem(String keyword, JsonNode field) {
        return switch (keyword) {
            case "type" -> "must be " + kind(field.path("type"));
            case "enum" -> "must be one of " + values(field.path("enum"));
            case "const" -> "must be " + field.path("const").asText();
            case "minimum" -> "must be at least " + field.path("minimum").asText();
            case "maximum" -> "must be at most " + field.path("maximum").asText();
            case "minLength" -> "must have at least " + field.path("minLength").asText() + " characters";
            case "maxLength" -> "must have at most " + field.path("maxLength").asText() + " characters";
            case "minItems" -> "must have at least " + field.path("minItems").asText() + " entries";
            case "maxItems" -> "must have at most " + field.path("maxItems").asText() + " entries";
            case "uniqueItems" -> "must not have an entry twice";
            case "pattern" -> "must look like " + example(field);
            default -> "is not what the connector expects";
        };
    }

    private static String example(JsonNode field) {
        JsonNode described = field.path("pattern_descriptor");
        JsonNode examples = field.path("examples");
        return described.isTextual()
                ? described.asText()
                : examples.isEmpty()
                        ? "the connector's pattern " + field.path("pattern").asText()
                        : values(examples);
    }

    private static String values(JsonNode values) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (JsonNode value : values) {
            if (count++ == 10) {
                return text.append(", …").toString();
            }
            text.append(text.isEmpty() ? "" : ", ").append(value.asText());
        }
        return text.toString();
    }

    private static String kind(JsonNode type) {
        return switch (type.isArray() ? type.path(0).asText() : type.asText()) {
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "yes or no";
            case "array" -> "a list";
            case "object" -> "a group of fields";
            default -> "a text";
        };
    }

    private static List<String> path(JsonNodePath place) {
        return IntStream.range(0, place.getNameCount()).mapToObj(place::getName).toList();
    }

    private static JsonNode field(JsonNode schema, List<String> path) {
        JsonNode field = schema;
        for (String name : path) {
            field = field.has("items")
                    ? ResolvedSpecification.item(field, name)
                    : field.path("properties").path(name);
        }
        return field;
    }

    /** The title, and the field's own name where that is another word. */
    private static String name(JsonNode field, List<String> path) {
        String title = field.path("title").asText("");
        String own = path.isEmpty() ? "The configuration" : String.join(".", path);
        return title.isEmpty() || title.equalsIgnoreCase(own)
                ? title.isEmpty() ? own : title
                : title + " (" + own + ")";
    }
}
