/**
 * What signed-in members change about themselves: address, notices seen, closing the account. It changes no
 * other member. Called by clients.
 */
package org.dalgo.people.profile;
