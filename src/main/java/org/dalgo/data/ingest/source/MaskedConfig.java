package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dalgo.data.connector.AddressFields;
import org.dalgo.platform.error.Failure;

/**
 * Changes of a configuration whose secrets stay behind masks. Airbyte puts the stored secrets in place of the masks by
 * itself, so a changed address would send them to another server.
 */
final class MaskedConfig {

    private static final String MASK = "**********";

    private MaskedConfig() {}

    /**
     * Fails with INVALID when the change goes to another address with a secret that the caller did not give.
     *
     * @param stored the configuration as it is, every secret masked
     * @param wanted what it is to become
     */
    static void requireSecretsForNewAddress(JsonNode stored, JsonNode wanted) {
        if (isMasked(wanted)
                && !(addresses(stored).equals(addresses(wanted))
                        && AddressFields.namedHosts(stored).containsAll(AddressFields.namedHosts(wanted)))) {
            throw Failure.invalid("config", "give the passwords and keys again: the source's address has changed");
        }
    }

    private static boolean isMasked(JsonNode node) {
        return node.isTextual() ? node.asText().contains(MASK) : children(node).anyMatch(MaskedConfig::isMasked);
    }

    /** Every value that is part of an address, by the path of its field. */
    private static Map<String, String> addresses(JsonNode config) {
        Map<String, String> places = new TreeMap<>();
        collect("", config, false, places);
        return places;
    }

    private static void collect(String path, JsonNode node, boolean place, Map<String, String> places) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> collect(
                            path + "." + field.getKey(),
                            field.getValue(),
                            place || AddressFields.isAddress(field.getKey()),
                            places));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "." + i, node.get(i), place, places);
            }
        } else if (place && !node.isNull()) {
            places.put(path, node.asText());
        }
    }

    private static Stream<JsonNode> children(JsonNode node) {
        Stream.Builder<JsonNode> children = Stream.builder();
        node.forEach(children);
        return children.build();
    }
}
