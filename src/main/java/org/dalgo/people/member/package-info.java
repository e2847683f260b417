/**
 * People in an organisation: who is a member, in which role, and how the web app sees them.
 * It opens no session. Called by clients and by the demo organisation.
 */
package org.dalgo.people.member;
