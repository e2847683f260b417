/**
 * Flow runs, task runs and changes of their state in Prefect. It is no projection of runs; the flow floor calls
 * it through PrefectAdapter.
 */
package org.dalgo.upstream.prefect.run;
