package org.dalgo.sandbox.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dalgo.sandbox.airbyte.model.SandboxJson;
import org.dalgo.sandbox.airbyte.model.SecretMasking;

/** Which calls came in, for assertions: counted by path, the latest with their bodies. Secrets are masked. */
public final class RequestJournal {

    private static final int KEPT = 500;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final Deque<ObjectNode> latest = new ArrayDeque<>();

    void record(String path, JsonNode body) {
        counts.merge(path, 1, Integer::sum);
        latest.addLast(SandboxJson.object().put("path", path).set("body", masked("", body)));
        if (latest.size() > KEPT) {
            latest.removeFirst();
        }
    }

    public ObjectNode read() {
        ObjectNode read = SandboxJson.object();
        ObjectNode numbers = read.putObject("counts");
        counts.forEach(numbers::put);
        read.set("calls", SandboxJson.array(latest.stream()));
        return read;
    }

    public void clear() {
        counts.clear();
        latest.clear();
    }

    /** Masked by name: the body may be wrong in any way, so no specification applies. */
    private static JsonNode masked(String name, JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = SandboxJson.object();
            object.properties().forEach(field -> copy.set(field.getKey(), masked(field.getKey(), field.getValue())));
            return copy;
        }
        if (value.isArray()) {
            return SandboxJson.array(SandboxJson.items(value).map(item -> masked(name, item)));
        }
        String word = name.toLowerCase(Locale.ROOT);
        boolean secret = word.matches(".*(password|secret|token|key|credential|account_info|account_json).*")
                && value.isTextual();
        return secret ? SandboxJson.MAPPER.getNodeFactory().textNode(SecretMasking.MASK) : value;
    }
}
