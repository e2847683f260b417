package org.dalgo.upstream.airbyte.definition;

/**
 * A connector that an installation adds to Airbyte's own.
 *
 * @param name as people know it
 * @param dockerRepository image, without its version
 * @param dockerImageTag version of the image
 * @param documentationUrl address of its documentation; Airbyte requires one
 */
public record ConnectorImage(String name, String dockerRepository, String dockerImageTag, String documentationUrl) {}
