package org.dalgo.upstream.airbyte.actor;

/** Airbyte treats sources and destinations alike but calls their fields by different names. */
public enum ActorType {
    SOURCE("source"),
    DESTINATION("destination");

    private final String apiName;

    ActorType(String apiName) {
        this.apiName = apiName;
    }

    public String apiName() {
        return apiName;
    }

    public String id() {
        return apiName + "Id";
    }

    public String definitionId() {
        return apiName + "DefinitionId";
    }
}
