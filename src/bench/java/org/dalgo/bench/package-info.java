/**
 * Benchmarks: programs that start PostgreSQL, Prefect and the packaged application as processes of their own, measure
 * them from outside and stop them. No test runs them and no production code knows them. Called by {@code src/bench/run}.
 */
package org.dalgo.bench;
