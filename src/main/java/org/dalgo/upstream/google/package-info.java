/**
 * Outbound adapter to Google's sign-in: the address of the consent page, and the exchange of a code for tokens. It
 * stores nothing and knows no organisation. Called by {@code data.ingest.consent}.
 */
package org.dalgo.upstream.google;
