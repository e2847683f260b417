package org.dalgo.sandbox.airbyte.config;

import java.util.Arrays;

/** The Airbyte release whose manners are imitated. What differs was read from Airbyte's sources at these tags. */
public enum EmulatedVersion {
    V0_58_0("0.58.0"),
    V0_63_13("0.63.13"),
    V1_4_1("1.4.1"),
    V1_8_0("1.8.0"),
    V2_0_0("2.0.0");

    private final String text;

    EmulatedVersion(String text) {
        this.text = text;
    }

    /**
     * The release by its number.
     *
     * @throws IllegalArgumentException for a release that is not imitated
     */
    public static EmulatedVersion of(String text) {
        return Arrays.stream(values())
                .filter(version -> version.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Airbyte " + text + " is not imitated; choose one of " + Arrays.toString(values())));
    }

    public boolean pagesLists() {
        return compareTo(V1_8_0) >= 0;
    }

    public boolean structuredLogs() {
        return compareTo(V1_4_1) >= 0;
    }

    public boolean tagsLogType() {
        return this == V1_4_1;
    }

    public boolean hidesErrors() {
        return compareTo(V2_0_0) >= 0;
    }

    public boolean listsAllWorkspaces() {
        return compareTo(V1_8_0) < 0;
    }

    public boolean showsCreationTime() {
        return compareTo(V1_4_1) >= 0;
    }

    public boolean wrapsStreamUpdates() {
        return compareTo(V0_63_13) >= 0;
    }

    public boolean refreshAnswersJob() {
        return compareTo(V1_4_1) >= 0;
    }

    public long tokenSeconds() {
        return compareTo(V1_8_0) >= 0 ? 900 : 180;
    }

    @Override
    public String toString() {
        return text;
    }
}
