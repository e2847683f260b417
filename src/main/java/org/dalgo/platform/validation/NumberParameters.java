package org.dalgo.platform.validation;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.dalgo.platform.error.Failure;

/**
 * Reads the numbers of a query. A text that is no number is refused with the name of the parameter; Quarkus REST would answer
 * that the route does not exist. In a path it names nothing, and that answer is right.
 */
@Provider
public class NumberParameters implements ParamConverterProvider {

    private static final Map<Class<?>, Function<String, ?>> PARSERS = Map.of(
            int.class,
            Integer::valueOf,
            Integer.class,
            Integer::valueOf,
            long.class,
            Long::valueOf,
            Long.class,
            Long::valueOf);

    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        Function<String, ?> parser = PARSERS.get(type);
        if (parser == null || annotations == null) {
            return null;
        }
        return Arrays.stream(annotations)
                .filter(QueryParam.class::isInstance)
                .map(query -> new Converter<>((Function<String, T>) parser, ((QueryParam) query).value()))
                .findFirst()
                .orElse(null);
    }

    static boolean isNumber(Class<?> type) {
        return PARSERS.containsKey(type);
    }

    /** Of a parameter of a query. */
    static Failure noNumber(String name) {
        return Failure.invalid(
                List.of(new Failure.Field(List.of("query", name), "must be a whole number", "type_error")));
    }

    private record Converter<T>(Function<String, T> parser, String name) implements ParamConverter<T> {

        @Override
        public T fromString(String text) {
            if (text == null) {
                return null;
            }
            try {
                return parser.apply(text);
            } catch (NumberFormatException e) {
                throw noNumber(name);
            }
        }

        @Override
        public String toString(T value) {
            return String.valueOf(value);
        }
    }
}
