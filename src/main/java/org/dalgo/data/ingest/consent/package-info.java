/**
 * Sources that are read with a person's Google account: request the consent, handle Google's redirect, create the
 * source. It stores no source itself; {@code source} does. Called by its own resource.
 */
package org.dalgo.data.ingest.consent;
