package org.dalgo.light.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Replaces the secrets of a configuration wherever a text contains them, also as JSON or an address writes them. */
public final class SecretMask {

    private static final String MASK = "****";
    /** A shorter one would be found in every other word. */
    private static final int SHORTEST = 3;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> BRANCHES = List.of("oneOf", "anyOf", "allOf");

    private final List<String> secrets;

    private SecretMask(Set<String> secrets) {
        // The longest first: one secret may be the beginning of another.
        this.secrets = secrets.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    /** For calls without a configuration. */
    public static SecretMask none() {
        return new SecretMask(Set.of());
    }

    /**
     * The mask for a configuration.
     *
     * @param schema the {@code connectionSpecification}, which marks secrets by {@code airbyte_secret}
     */
    public static SecretMask of(JsonNode schema, JsonNode configuration) {
        Set<String> found = new TreeSet<>();
        collect(schema, configuration, found);
        return new SecretMask(found);
    }

    private static void collect(JsonNode schema, JsonNode value, Set<String> found) {
        if (schema.path("airbyte_secret").asBoolean(false)) {
            collectAll(value, found);
        }
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            if (value.has(property.getKey())) {
                collect(property.getValue(), value.get(property.getKey()), found);
            }
        }
        value.forEach(item -> {
            if (value.isArray()) {
                collect(schema.path("items"), item, found);
            }
        });
        BRANCHES.forEach(branch -> schema.path(branch).forEach(one -> collect(one, value, found)));
    }

    private static void collectAll(JsonNode value, Set<String> found) {
        if (value.isContainerNode()) {
            value.forEach(child -> collectAll(child, found));
        } else if (!value.isNull() && !value.isBoolean()) {
            add(value.asText(), found);
            // A key of several lines is often logged in parts.
            value.asText()
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.length() > 20)
                    .forEach(line -> add(line, found));
            addPartsOfJson(value.asText(), found);
        }
    }

    /** A service account is one secret, written as JSON: of its parts only some are secret by themselves. */
    private static void addPartsOfJson(String text, Set<String> found) {
        if (!text.stripLeading().startsWith("{")) {
            return;
        }
        try {
            for (Map.Entry<String, JsonNode> part : MAPPER.readTree(text).properties()) {
                String name = part.getKey().toLowerCase(Locale.ROOT);
                boolean address = name.endsWith("uri") || name.endsWith("url");
                if (!address
                        && List.of("key", "secret", "password", "token").stream()
                                .anyMatch(name::contains)) {
                    collectAll(part.getValue(), found);
                }
            }
        } catch (JsonProcessingException e) {
            // No JSON after all; the whole text is masked anyway.
        }
    }

    private static void add(String secret, Set<String> found) {
        if (secret.strip().length() >= SHORTEST) {
            found.add(secret);
            found.add(secret.strip());
            found.add(new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
            found.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        }
    }

    /** The text without secrets. */
    public String apply(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
