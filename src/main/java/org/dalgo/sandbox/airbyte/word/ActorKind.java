package org.dalgo.sandbox.airbyte.word;

/** Airbyte calls sources and destinations by different field names but treats them alike. */
public enum ActorKind {
    SOURCE("source"),
    DESTINATION("destination");

    private final String word;

    ActorKind(String word) {
        this.word = word;
    }

    /** {@code source} or {@code destination}. */
    public String word() {
        return word;
    }

    public String id() {
        return word + "Id";
    }

    public String definitionId() {
        return word + "DefinitionId";
    }

    public String definitionName() {
        return word + "Name";
    }
}
