package org.dalgo.platform.error;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;

/** Refuses U+0000 in the texts of a body, with the name of the field: PostgreSQL cannot store it. */
@Singleton
class NulCharacterFilter implements ObjectMapperCustomizer {

    /** A text that contains U+0000. */
    static final class NulCharacterException extends MismatchedInputException {

        private static final long serialVersionUID = 1;

        private NulCharacterException(JsonParser parser) {
            super(parser, "must not contain the character U+0000", String.class);
        }
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.registerModule(
                new SimpleModule("nul character filter").addDeserializer(String.class, new TextDeserializer()));
    }

    private static final class TextDeserializer extends StdScalarDeserializer<String> {

        private static final long serialVersionUID = 1;

        private TextDeserializer() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            String text = StringDeserializer.instance.deserialize(parser, context);
            if (text != null && text.indexOf('\0') >= 0) {
                throw new NulCharacterException(parser);
            }
            return text;
        }
    }
}
