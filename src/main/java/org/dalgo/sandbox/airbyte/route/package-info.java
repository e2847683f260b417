/**
 * The routes of Airbyte's interface, one class for each noun, and routes by which tests inject faults. They know
 * requests and responses, not connections over TCP. The dispatcher of {@code http} calls them through
 * {@code RouteTable}.
 */
package org.dalgo.sandbox.airbyte.route;
