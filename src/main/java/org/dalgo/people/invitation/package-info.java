/**
 * Invitations into an organisation: send, resend, delete, accept. It opens no session; account opens accounts
 * and member answers for memberships. Called by clients.
 */
package org.dalgo.people.invitation;
