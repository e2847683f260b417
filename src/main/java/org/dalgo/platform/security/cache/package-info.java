/**
 * Caches of what was read about callers, and their eviction on every replica when a session, membership or role
 * changes. It authenticates nothing. people.auth and people.role own the caches; rooms that change memberships
 * publish the changes.
 */
package org.dalgo.platform.security.cache;
