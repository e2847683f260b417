/**
 * How a request enters the stand-in: sign-in, faults on order, the journal of what was asked, files for a source to
 * read. It knows no noun of Airbyte. Put together by {@code AirbyteSandbox}.
 */
package org.dalgo.sandbox.airbyte.http;
