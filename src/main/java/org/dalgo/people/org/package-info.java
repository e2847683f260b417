/**
 * Organisations: create, look up, switch. Not their members, and not what they own.
 * Called by {@code member} and, for an organisation's slug, by the rooms of flow and data.
 */
package org.dalgo.people.org;
