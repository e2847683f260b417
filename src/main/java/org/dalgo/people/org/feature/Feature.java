package org.dalgo.people.org.feature;

/** Features of this product that can be switched on or off; the names are those of the web app. */
public enum Feature {
    DATA_STATISTICS(true);

    private final boolean onByDefault;

    Feature(boolean onByDefault) {
        this.onByDefault = onByDefault;
    }

    boolean isOnByDefault() {
        return onByDefault;
    }
}
