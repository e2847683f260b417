package org.dalgo.upstream.airbyte;

/** Airbyte treats sources and destinations alike but calls their fields by different names. */
public enum ActorKind {
    SOURCE("source"),
    DESTINATION("destination");

    private final String word;

    ActorKind(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }

    String id() {
        return word + "Id";
    }

    String definitionId() {
        return word + "DefinitionId";
    }
}
