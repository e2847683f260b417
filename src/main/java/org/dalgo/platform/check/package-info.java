/**
 * What an operator can have checked before and at the start: unsafe settings of production, and whether each system that the
 * settings name can be reached and used. Other rooms contribute a {@link org.dalgo.platform.check.SystemCheck}; the command
 * {@code check} prints the results. It watches nothing: meters and health checks do.
 */
package org.dalgo.platform.check;
