package org.dalgo.data.ingest.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.dalgo.data.ingest.IngestConfig;
import org.dalgo.platform.secret.Secret;
import org.dalgo.upstream.airbyte.definition.Definition;

/**
 * The Google service account with which an installation reads the sheets that people share with it. Read once, at the
 * start; of the key only the account's address ever leaves this process, except to Airbyte.
 */
@ApplicationScoped
class GoogleServiceAccount {

    private static final String SHEETS = "source-google-sheets";

    private final IngestConfig config;
    private final ObjectMapper json;
    private Secret key;
    private String email;

    @Inject
    GoogleServiceAccount(IngestConfig config, ObjectMapper json) {
        this.config = config;
        this.json = json;
    }

    void read(@Observes StartupEvent started) {
        config.googleServiceAccount().ifPresent(this::read);
    }

    private void read(Path file) {
        String setting = "dalgo.ingest.google-service-account";
        try {
            String text = Files.readString(file);
            JsonNode account = json.readTree(text);
            if (!account.path("client_email").isTextual()
                    || !account.path("private_key").isTextual()) {
                throw new IllegalStateException(setting + ": " + file + " holds no service account's key");
            }
            email = account.get("client_email").asText();
            key = Secret.of(text);
        } catch (JsonProcessingException e) {
            // Without its cause, which quotes the key.
            throw new IllegalStateException(setting + ": " + file + " is not JSON");
        } catch (IOException e) {
            throw new IllegalStateException(setting + ": " + file + " cannot be read", e);
        }
    }

    /** Address of the account; empty when there is none. */
    Optional<String> email() {
        return Optional.ofNullable(email);
    }

    /** Whether the key may be meant: there is one, and the configuration brings no credentials of its own. */
    boolean appliesTo(ObjectNode source) {
        JsonNode credentials = source.path("credentials");
        return key != null
                && source.has("spreadsheet_id")
                && (credentials.isMissingNode() || credentials.isObject())
                && !credentials.path("auth_type").asText("").equals("Client")
                && credentials.path("service_account_info").asText("").isBlank();
    }

    /** Puts the key into the configuration of a Google sheet; a source of any other connector stays as it is. */
    void addCredentials(Definition connector, ObjectNode source) {
        String repository = connector.dockerRepository();
        if (!connector.custom()
                && repository.substring(repository.lastIndexOf('/') + 1).equals(SHEETS)) {
            ObjectNode credentials = source.withObject("/credentials");
            credentials.put("auth_type", "Service").put("service_account_info", key.reveal());
        }
    }
}
