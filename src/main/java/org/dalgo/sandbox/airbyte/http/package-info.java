/**
 * HTTP of the stand-in: sign-in, injected faults, the journal of requests, files for sources. It knows no noun of
 * Airbyte. {@code AirbyteSandbox} assembles it.
 */
package org.dalgo.sandbox.airbyte.http;
