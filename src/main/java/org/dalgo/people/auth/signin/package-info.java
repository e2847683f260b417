/**
 * Sign-in, refresh and sign-out over HTTP: routes, cookies and the pair of tokens. It stores no session and
 * signs no token itself; the sessions, password hashes and keys of auth do. Called by clients and by account.
 */
package org.dalgo.people.auth.signin;
