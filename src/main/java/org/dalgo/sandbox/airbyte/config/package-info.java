/**
 * Settings of the Airbyte stand-in: emulated release, timing, injected faults, clock and worker pool. It knows
 * no route and no connector; the other packages of the stand-in use it.
 */
package org.dalgo.sandbox.airbyte.config;
