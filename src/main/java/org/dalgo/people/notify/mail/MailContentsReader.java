package org.dalgo.people.notify.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.secret.SealedSecret;
import org.dalgo.platform.secret.SecretCipher;

/** Opens what a mail is made of. */
@ApplicationScoped
class MailContentsReader {

    private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

    private final SecretCipher secretCipher;
    private final ObjectMapper json;

    @Inject
    MailContentsReader(SecretCipher secretCipher, ObjectMapper json) {
        this.secretCipher = secretCipher;
        this.json = json;
    }

    /** The values of the mail to that person, from the column in which they are stored. */
    Map<String, String> read(String recipient, byte[] sealed) {
        String text = secretCipher
                .open(SealedSecret.of(sealed), MailQueue.owner(recipient))
                .reveal();
        try {
            return json.readValue(text, VALUES);
        } catch (JsonProcessingException e) {
            // Its message would repeat what was sealed.
            throw new IllegalStateException("the contents of a mail are no JSON");
        }
    }
}
