package org.dalgo.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.NotBlank;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonPropertyNamesTest {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    private final ObjectMapper json = new ObjectMapper().findAndRegisterModules();
    private final JsonPropertyNames names = new JsonPropertyNames(json);

    record Step(@JsonProperty("step_name") @NotBlank String stepName) {}

    record Steps(
            @JsonProperty("all_steps") @Valid List<Step> allSteps,
            @JsonProperty("tag_list") List<@NotBlank String> tagList) {}

    static Stream<Class<?>> requests() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("org.dalgo").stream()
                        .filter(type -> type.isRecord() && type.getSimpleName().endsWith("Request"))
                        .map(JavaClass::reflect);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void whatIsMissingInARequestIsNamedAsTheClientSpellsIt(Class<?> request) throws ReflectiveOperationException {
        Object empty = empty(request);
        List<String> spelled =
                List.copyOf(json.convertValue(empty, java.util.Map.class).keySet());

        assertThat(VALIDATOR.validate(empty)).allSatisfy(violation -> assertThat(
                        names.location(request, violation.getPropertyPath()).get(0))
                .isIn(spelled));
    }

    @Test
    void aFieldOfAnElementIsNamedWithThePlaceOfTheElement() {
        Steps steps = new Steps(List.of(new Step("a"), new Step("")), List.of("b", " "));

        assertThat(VALIDATOR.validate(steps).stream()
                        .map(violation -> names.location(Steps.class, violation.getPropertyPath())))
                .containsExactlyInAnyOrder(List.of("all_steps", "1", "step_name"), List.of("tag_list", "1"));
    }

    private static Object empty(Class<?> request) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(request.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> constructor = request.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(
                Arrays.stream(types).map(JsonPropertyNamesTest::nothing).toArray());
    }

    private static Object nothing(Class<?> type) {
        if (!type.isPrimitive()) {
            return null;
        }
        return type == boolean.class ? (Object) false : type == long.class ? (Object) 0L : (Object) 0;
    }
}
