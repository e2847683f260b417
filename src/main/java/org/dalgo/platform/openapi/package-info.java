/**
 * What the generated OpenAPI document says beyond the signatures of resources: the failures that each operation can
 * answer. Quarkus runs its filter at build time; no room calls it.
 */
package org.dalgo.platform.openapi;
