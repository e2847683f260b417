/**
 * HTTP to the REST interface of Prefect: requests, JSON, timeouts, retries, circuit breaker, paging and error
 * translation. It knows no Prefect object; only the other packages of upstream.prefect call it, other floors
 * read PrefectConfig.
 */
package org.dalgo.upstream.prefect.http;
