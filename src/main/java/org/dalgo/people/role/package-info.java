/**
 * Roles as data and the permissions each carries; tells who the caller of a request is.
 * It neither signs anyone in nor changes a membership. Called by the guard and by {@code member}.
 */
package org.dalgo.people.role;
