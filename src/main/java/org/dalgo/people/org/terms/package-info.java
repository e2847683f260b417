/**
 * Acceptance of the terms and conditions, once for each organisation. It holds no text of the terms. Called by
 * clients.
 */
package org.dalgo.people.org.terms;
