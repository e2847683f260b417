package org.dalgo.sandbox.airbyte.model;

/** Airbyte calls sources and destinations by different field names but treats them alike. */
public enum SandboxActorType {
    SOURCE("source"),
    DESTINATION("destination");

    private final String apiName;

    SandboxActorType(String word) {
        this.apiName = word;
    }

    /** {@code source} or {@code destination}. */
    public String apiName() {
        return apiName;
    }

    public String id() {
        return apiName + "Id";
    }

    public String definitionId() {
        return apiName + "DefinitionId";
    }

    public String definitionName() {
        return apiName + "Name";
    }
}
