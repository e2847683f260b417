/**
 * Members of an organisation: their roles, and how the web app shows them. It opens no session. Called by clients, by
 * {@code invitation}, {@code profile} and {@code legacy}, by commands of operators and by the demo organisation.
 */
package org.dalgo.people.member;
