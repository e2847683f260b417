/**
 * HTTP for all rooms: the catalogue of problems, how they look on the wire, request ids and CORS.
 * No product rule lives here. Called by resources and, for {@code Failure}, by services and adapters.
 */
package org.dalgo.platform.http;
