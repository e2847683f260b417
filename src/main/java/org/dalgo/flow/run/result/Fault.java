package org.dalgo.flow.run.result;

/**
 * What failed first in a step.
 *
 * @param message what dbt, git or Airbyte says
 * @param uniqueId dbt's id of the node, or null
 * @param name name of the node, or null
 * @param resourceType model, test, seed and others, or null
 * @param file path within the project, or null
 * @param line a line of the file, or of its compiled SQL; or null
 */
public record Fault(String message, String uniqueId, String name, String resourceType, String file, Integer line) {}
