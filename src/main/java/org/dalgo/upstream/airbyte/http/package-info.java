/**
 * HTTP to Airbyte: requests, credentials, timeouts per class of call, retries, bulkheads, paging and error
 * translation. It knows no Airbyte object; only the other packages of upstream.airbyte call it, other floors
 * read AirbyteConfig.
 */
package org.dalgo.upstream.airbyte.http;
