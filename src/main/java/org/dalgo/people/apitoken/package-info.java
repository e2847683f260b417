/**
 * API tokens of an organisation: created by its account managers, shown once, listed and revoked. It does not authenticate callers, see
 * {@code role}. No room calls it.
 */
package org.dalgo.people.apitoken;
