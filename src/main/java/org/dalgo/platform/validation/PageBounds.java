package org.dalgo.platform.validation;

import org.dalgo.platform.error.Failure;

/** The bounds of a page that a caller asks for. */
public final class PageBounds {

    private PageBounds() {}

    /** Fails with INVALID, which names the parameter, when one is negative. */
    public static void requireNotNegative(int limit, int offset) {
        if (limit < 0 || offset < 0) {
            throw Failure.invalid(limit < 0 ? "limit" : "offset", "must not be negative");
        }
    }
}
