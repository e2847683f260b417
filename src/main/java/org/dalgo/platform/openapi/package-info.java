/**
 * What the generated OpenAPI document says beyond the signatures of resources: the failures that each operation can
 * answer, the token that it needs, and which fields may be null. Quarkus runs its filters at build time; no room calls them.
 */
package org.dalgo.platform.openapi;
