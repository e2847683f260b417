/**
 * Secret blocks in Prefect. It encrypts nothing and keeps no value; rooms that hand credentials to workers call
 * it through PrefectAdapter.
 */
package org.dalgo.upstream.prefect.secret;
