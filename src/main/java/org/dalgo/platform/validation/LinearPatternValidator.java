package org.dalgo.platform.validation;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.constraints.Pattern;

/**
 * Checks {@link Pattern} on texts with RE2, in linear time and without recursion. It replaces Hibernate Validator's own
 * validator for {@code String}, whose expressions backtrack. {@code META-INF/services} names it.
 */
@RegisterForReflection
public final class LinearPatternValidator implements ConstraintValidator<Pattern, String> {

    /** No text that a request is checked by is longer. */
    private static final int MAX_LENGTH = 100_000;

    private com.google.re2j.Pattern pattern;

    @Override
    public void initialize(Pattern constraint) {
        if (constraint.flags().length > 0) {
            throw new IllegalArgumentException("Write flags into the expression: " + constraint.regexp());
        }
        pattern = com.google.re2j.Pattern.compile(constraint.regexp());
    }

    @Override
    public boolean isValid(String value, ConstraintValidatorContext context) {
        return value == null || value.length() <= MAX_LENGTH && pattern.matches(value);
    }
}
