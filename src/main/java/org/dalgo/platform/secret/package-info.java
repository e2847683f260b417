/**
 * Encryption at rest for credentials of other systems: warehouses, sources, git hosts. It handles neither password
 * hashes nor the keys that sign tokens; those belong to {@code people.auth}. Only this package decrypts a stored
 * credential. Called by the rooms that store a credential in a row of their own.
 */
package org.dalgo.platform.secret;
