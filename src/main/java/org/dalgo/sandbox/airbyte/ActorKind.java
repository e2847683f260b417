package org.dalgo.sandbox.airbyte;

/** Airbyte calls sources and destinations by different field names but treats them alike. */
enum ActorKind {
    SOURCE("source"),
    DESTINATION("destination");

    private final String word;

    ActorKind(String word) {
        this.word = word;
    }

    /** {@code source} or {@code destination}. */
    String word() {
        return word;
    }

    String id() {
        return word + "Id";
    }

    String definitionId() {
        return word + "DefinitionId";
    }

    String definitionName() {
        return word + "Name";
    }
}
