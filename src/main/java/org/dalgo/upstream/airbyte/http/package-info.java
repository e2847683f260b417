/**
 * What all calls to Airbyte have in common: settings, credentials, classes of call, paging and error translation. It knows
 * no Airbyte object; only the other packages of upstream.airbyte call it, other floors read AirbyteConfig.
 */
package org.dalgo.upstream.airbyte.http;
