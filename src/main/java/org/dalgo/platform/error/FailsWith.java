package org.dalgo.platform.error;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Failures that the service behind a route raises, beyond those that follow from the route itself: its permission, its
 * parameters, its body. The OpenAPI document lists them. A test compares them with the code that the route reaches.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface FailsWith {

    Problem[] value() default {};

    /** Whether the route calls another system, which can fail, be away or answer too late. */
    boolean upstream() default false;
}
