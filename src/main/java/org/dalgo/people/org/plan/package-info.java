/**
 * The plan that an organisation has subscribed to, and its request for a larger one. It enforces no limit; org
 * creates the first plan. Called by clients.
 */
package org.dalgo.people.org.plan;
