/**
 * The routes of Airbyte's interface, one class for each of its nouns, and the knobs for tests. They know bodies and
 * answers, not connections over TCP. Called by the dispatcher of {@code http} through {@code Routes}.
 */
package org.dalgo.sandbox.airbyte.route;
