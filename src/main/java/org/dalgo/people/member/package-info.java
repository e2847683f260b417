/**
 * People in an organisation: who is a member, in which role, and what the web app is told about them.
 * It signs nobody in. Called by clients and by the demo organisation.
 */
package org.dalgo.people.member;
