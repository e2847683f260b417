package org.dalgo.platform.validation;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import jakarta.inject.Inject;
import jakarta.ws.rs.ConstrainedTo;
import jakarta.ws.rs.RuntimeType;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;
import java.util.List;
import java.util.Map;

/**
 * Reads the bodies of requests as the OpenAPI document describes them: a number is no text, a text is no number, neither is a
 * boolean. A value of another type is refused with the name of its field, an object that names a field twice as well. Answers of
 * other systems are read leniently.
 */
@Provider
@ConstrainedTo(RuntimeType.SERVER)
public class StrictRequests implements ContextResolver<ObjectMapper> {

    private static final Map<LogicalType, List<CoercionInputShape>> REFUSED = Map.of(
            LogicalType.Textual,
                    List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean),
            LogicalType.Integer,
                    List.of(
                            CoercionInputShape.String,
                            CoercionInputShape.EmptyString,
                            CoercionInputShape.Float,
                            CoercionInputShape.Boolean),
            LogicalType.Float,
                    List.of(CoercionInputShape.String, CoercionInputShape.EmptyString, CoercionInputShape.Boolean),
            LogicalType.Boolean,
                    List.of(
                            CoercionInputShape.String,
                            CoercionInputShape.EmptyString,
                            CoercionInputShape.Integer,
                            CoercionInputShape.Float),
            // Ids: an empty text is no id.
            LogicalType.OtherScalar, List.of(CoercionInputShape.EmptyString));

    private final ObjectMapper strict;

    @Inject
    StrictRequests(ObjectMapper json) {
        strict = json.copy()
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                // Jackson cannot set a component of a record twice, and takes that for a mistake of the server.
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        REFUSED.forEach((type, shapes) ->
                shapes.forEach(shape -> strict.coercionConfigFor(type).setCoercion(shape, CoercionAction.Fail)));
    }

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return strict;
    }
}
