package org.dalgo.upstream.airbyte.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One request to Airbyte.
 *
 * @param type decides patience and repetition
 * @param path below the server's address
 * @param body sent by POST as JSON; null makes it a GET
 * @param doing what it is for, as in "Airbyte could not …"
 */
public record AirbyteCall(CallClass type, String path, JsonNode body, String doing) {

    public static AirbyteCall config(CallClass type, String path, JsonNode body, String doing) {
        return new AirbyteCall(type, "/api/v1/" + path, body, doing);
    }

    public static AirbyteCall get(String path, String doing) {
        return new AirbyteCall(CallClass.READ, "/api/v1/" + path, null, doing);
    }

    public static ObjectNode fields() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** For logs: no body, for it may hold a secret. */
    @Override
    public String toString() {
        return path;
    }
}
