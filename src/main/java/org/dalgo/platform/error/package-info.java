/**
 * The closed catalogue of failures that a client may see, their JSON and HTTP status, and the names of wrong
 * fields. It holds no product rule. Services and adapters throw its failures; Quarkus REST calls the mapper.
 */
package org.dalgo.platform.error;
