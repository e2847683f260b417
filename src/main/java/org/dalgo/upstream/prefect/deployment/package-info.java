/**
 * Flows, deployments and their schedule in Prefect. It stores nothing; the flow floor calls it through
 * PrefectAdapter.
 */
package org.dalgo.upstream.prefect.deployment;
