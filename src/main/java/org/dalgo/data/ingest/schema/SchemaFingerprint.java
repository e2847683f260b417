package org.dalgo.data.ingest.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.dalgo.platform.digest.Sha256;
import org.dalgo.upstream.airbyte.catalog.Catalog;

/** A short text that is equal for two readings of a source if it held the same streams and columns. */
final class SchemaFingerprint {

    private SchemaFingerprint() {}

    /** The fingerprint; the order of streams and columns has no influence. */
    static String of(Catalog catalog) {
        List<String> streams = new ArrayList<>();
        for (Catalog.Stream stream : catalog.streams()) {
            StringBuilder text = new StringBuilder();
            append(text, stream.stream().path("namespace"));
            append(text, stream.stream().path("name"));
            append(text, stream.stream().path("jsonSchema"));
            streams.add(text.toString());
        }
        Collections.sort(streams);
        return Sha256.hex(String.join("\n", streams));
    }

    private static void append(StringBuilder text, JsonNode node) {
        if (node.isObject()) {
            TreeSet<String> names = new TreeSet<>();
            node.fieldNames().forEachRemaining(names::add);
            text.append('{');
            for (String name : names) {
                text.append(name).append(':');
                append(text, node.path(name));
            }
            text.append('}');
        } else if (node.isArray()) {
            text.append('[');
            node.forEach(element -> append(text, element));
            text.append(']');
        } else {
            text.append(node).append(',');
        }
    }
}
