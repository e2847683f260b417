package org.dalgo.platform.secret;

import java.util.Objects;

/** A readable credential on its way to where it is needed. Its text shows in no log, message or debugger. */
public final class Secret {

    private final String text;

    private Secret(String text) {
        this.text = Objects.requireNonNull(text, "text");
    }

    /** Wraps a readable text. */
    public static Secret of(String text) {
        return new Secret(text);
    }

    /** The text itself. Call it where the text leaves for its destination, not earlier. */
    public String reveal() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Secret.class.hashCode();
    }

    @Override
    public String toString() {
        return "Secret[hidden]";
    }
}
