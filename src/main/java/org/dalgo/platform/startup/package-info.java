/**
 * What must exist before the first request: the folders of this installation, external processes, and one progress line
 * for each step of the start. The demo and Prefect belong to the sandbox. Called by {@code platform.startup.postgres},
 * by the sandbox and by tests; it calls no other room.
 */
package org.dalgo.platform.startup;
