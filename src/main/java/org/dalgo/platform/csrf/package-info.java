/**
 * Protection of writes that a browser authenticates with a cookie against cross-site request forgery. Requests
 * with a bearer token are not concerned. Quarkus REST runs its filter; no room calls it.
 */
package org.dalgo.platform.csrf;
