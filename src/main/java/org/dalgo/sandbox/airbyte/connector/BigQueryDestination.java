package org.dalgo.sandbox.airbyte.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.dalgo.sandbox.airbyte.model.SandboxJson;

/** Stands in for BigQuery: checks the key, then counts records and drops them. */
public final class BigQueryDestination implements DestinationConnector {

    @Override
    public ConnectorCheckResult check(ObjectNode config) {
        try {
            JsonNode key =
                    SandboxJson.MAPPER.readTree(config.path("credentials_json").asText());
            if (!key.path("type").asText().equals("service_account") || SandboxJson.text(key, "private_key") == null) {
                return ConnectorCheckResult.failure("The credentials are not a service account key");
            }
            return key.path("project_id")
                            .asText()
                            .equals(config.path("project_id").asText())
                    ? ConnectorCheckResult.success()
                    : ConnectorCheckResult.failure("Access Denied: the service account belongs to another project");
        } catch (JsonProcessingException e) {
            return ConnectorCheckResult.failure("The credentials are not valid JSON");
        }
    }

    @Override
    public String defaultNamespace(ObjectNode config) {
        return config.path("dataset_id").asText();
    }

    @Override
    public Load open(ObjectNode config, long jobId, List<Target> targets) {
        return new Counting();
    }

    private static final class Counting implements Load {

        @Override
        public void begin(Target target) {
            // The job counts; there is nothing to prepare.
        }

        @Override
        public void write(Target target, List<ObjectNode> records) {
            // The job counts; the rows are dropped on purpose.
        }

        @Override
        public boolean checkpoint(Target target) {
            return true;
        }

        @Override
        public void commit(Target target) {
            // There is nothing to show.
        }

        @Override
        public Map<String, Long> nulled(Target target) {
            return Map.of();
        }

        @Override
        public void clear(Target target) {
            // There is nothing to empty.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
