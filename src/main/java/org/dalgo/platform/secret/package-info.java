/**
 * Encryption at rest for credentials of other systems: warehouses, sources, git hosts. Not password hashes and not the
 * keys that sign tokens, which belong to {@code people.auth}. Only here is a stored credential turned into readable text.
 * Called by the rooms that keep a credential in a row of their own.
 */
package org.dalgo.platform.secret;
