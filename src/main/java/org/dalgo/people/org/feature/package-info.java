/**
 * Feature flags: the default of each feature and the override of an organisation. It shows or hides nothing
 * itself. Called by clients, operator commands and the demo organisation.
 */
package org.dalgo.people.org.feature;
