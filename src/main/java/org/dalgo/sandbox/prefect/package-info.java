/**
 * A real Prefect on this machine for development and tests: its Python environment, its server and one worker. Not a
 * stand-in (runs are real runs) and not the adapter that talks to Prefect ({@code upstream.prefect}). Called by dev mode
 * and by tests; nothing in production may call it.
 */
package org.dalgo.sandbox.prefect;
