/**
 * What one stand-in is set to be: its version, its delays, its sign-in, its faults, its clock and the threads it works
 * on. Not what it knows, which is in {@code store}. Used by every package of the stand-in above it, and by tests.
 */
package org.dalgo.sandbox.airbyte.setting;
