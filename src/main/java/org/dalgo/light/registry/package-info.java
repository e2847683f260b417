/** Which connectors were tried, and what each needs. Data of the build; it knows no process. */
package org.dalgo.light.registry;
