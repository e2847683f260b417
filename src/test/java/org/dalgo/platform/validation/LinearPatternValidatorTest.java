package org.dalgo.platform.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Expressions of {@code @Pattern} are matched in linear time, whatever a request holds. */
class LinearPatternValidatorTest {

    private record Folders(@Pattern(regexp = "/?([a-z]+(/[a-z]+)*/?)?", message = "no") String path) {}

    private record Cubic(@Pattern(regexp = "(a*)*(a*)*b", message = "no") String text) {}

    private static ValidatorFactory factory;
    private static Validator validator;

    @BeforeAll
    static void open() {
        factory = Validation.buildDefaultValidatorFactory();
        validator = factory.getValidator();
    }

    @AfterAll
    static void close() {
        factory.close();
    }

    @Test
    void aTextThatFitsIsTakenAndAnotherIsNot() {
        assertThat(validator.validate(new Folders("a/b/"))).isEmpty();
        assertThat(validator.validate(new Folders(null))).isEmpty();
        assertThat(validator.validate(new Folders("a//b"))).hasSize(1);
        assertThat(validator.validate(new Folders("a/b\n"))).hasSize(1);
    }

    @Test
    void thousandsOfRepeatedGroupsOverflowNoStack() {
        assertThat(validator.validate(new Folders("a/".repeat(30_000)))).isEmpty();
        assertThat(validator.validate(new Folders("a/".repeat(30_000) + "!"))).hasSize(1);
    }

    @Test
    void anExpressionThatWouldBacktrackEndsInTime() {
        assertThat(Duration.ofSeconds(2))
                .isGreaterThan(time(() -> assertThat(validator.validate(new Cubic("a".repeat(50_000))))
                        .hasSize(1)));
    }

    @Test
    void everyExpressionOfTheApplicationIsOneOfRe2() {
        List<Pattern> patterns = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.dalgo")) {
            if (type.getMembers().stream().noneMatch(member -> member.isAnnotatedWith(Pattern.class))) {
                continue;
            }
            Class<?> loaded = type.reflect();
            Stream.<AnnotatedElement>concat(
                            Stream.of(loaded.getDeclaredFields()),
                            Stream.<Executable>concat(
                                    Stream.of(loaded.getDeclaredMethods()),
                                    Stream.of(loaded.getDeclaredConstructors())))
                    .flatMap(member -> Stream.of(member.getAnnotations()))
                    .filter(Pattern.class::isInstance)
                    .map(Annotation.class::cast)
                    .map(Pattern.class::cast)
                    .forEach(patterns::add);
        }

        assertThat(patterns).hasSizeGreaterThan(5);
        for (Pattern pattern : patterns) {
            assertThatCode(() -> new LinearPatternValidator().initialize(pattern))
                    .as(pattern.regexp())
                    .doesNotThrowAnyException();
            // JSON Schema searches, the validator compares the whole text: with anchors both do the same.
            assertThat(pattern.regexp()).startsWith("^").endsWith("$");
        }
    }

    private static Duration time(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
