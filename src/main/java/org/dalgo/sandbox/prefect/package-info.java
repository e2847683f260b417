/**
 * A real Prefect on this machine for development and tests: its Python environment, its server and one worker. It is no
 * stand-in (runs are real runs) and not the adapter ({@code upstream.prefect}). Called by dev mode and tests; not part
 * of the production build.
 */
package org.dalgo.sandbox.prefect;
