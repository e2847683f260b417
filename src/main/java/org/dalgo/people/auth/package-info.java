/**
 * Sign-in, sessions, access and refresh tokens, cookies, passwords and the keys that sign tokens.
 * It knows accounts, but no organisation and no role. Called by {@code role}, {@code account} and {@code member}.
 */
package org.dalgo.people.auth;
