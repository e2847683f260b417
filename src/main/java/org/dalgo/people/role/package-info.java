/**
 * Roles as data with their permissions; resolves the caller of a request.
 * It neither opens a session nor changes a membership. Called by the guard and by {@code member}.
 */
package org.dalgo.people.role;
