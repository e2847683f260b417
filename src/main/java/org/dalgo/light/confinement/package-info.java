/**
 * The sandbox of connectors, which is the one that workers have for dbt: what this machine offers, and the command line of a
 * confined program. It knows no protocol. {@code environment} and {@code protocol} call it.
 */
package org.dalgo.light.confinement;
