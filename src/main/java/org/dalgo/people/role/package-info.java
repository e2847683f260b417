/**
 * Roles as data with their permissions; the identity provider of Dalgo's access tokens.
 * It neither opens a session nor changes a membership. Called by Quarkus Security and by {@code member}.
 */
package org.dalgo.people.role;
