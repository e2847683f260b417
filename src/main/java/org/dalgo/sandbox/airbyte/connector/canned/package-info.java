/**
 * Sources without Python, for tests that need rows at once and for the image of the cluster's demo: made-up data, simple
 * files and services with fixed answers. They are kinder than the real connectors, so nothing about Airbyte's own
 * behaviour may be concluded from them.
 */
package org.dalgo.sandbox.airbyte.connector.canned;
