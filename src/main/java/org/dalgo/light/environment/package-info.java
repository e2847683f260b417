/** Python environments with one connector each, made on demand and kept. The facade in {@code connector} calls it. */
package org.dalgo.light.environment;
