/**
 * Routes of members, invitations and profiles in their spelling of 2024. It has no rules: each route calls the
 * current one. Called by scripts written for the Django API.
 */
package org.dalgo.people.legacy;
