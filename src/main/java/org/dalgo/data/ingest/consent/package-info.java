/**
 * Sources that are read with a person's Google account: asking for the consent, taking what Google sends back through the
 * browser, and making the source with it. Called by its own resource; the sources themselves are {@code source}'s.
 */
package org.dalgo.data.ingest.consent;
