/**
 * Changes that members make to their own account: address, seen notices, closing the account. It changes no other
 * member. Called by clients.
 */
package org.dalgo.people.profile;
