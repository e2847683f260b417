/**
 * What all calls to Prefect's REST interface have in common: settings, JSON, filters, paging and error translation. It knows
 * no Prefect object; only the other packages of upstream.prefect call it, other floors read PrefectConfig.
 */
package org.dalgo.upstream.prefect.http;
