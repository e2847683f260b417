/**
 * What every HTTP request passes: request id, client address, JSON sent as text/plain, and the routes of the
 * console's pages. It authenticates nothing. Quarkus calls the filters; audit and people read the client
 * address.
 */
package org.dalgo.platform.filter;
