/**
 * The person: address, password, profile. Not their memberships, and not their sessions.
 * Called by {@code org} and {@code member}.
 */
package org.dalgo.people.account;
