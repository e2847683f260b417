/**
 * Commands that a connector in Airbyte executes while a person waits: a check of a configuration, a discovery of a
 * source. Each is a job, and its outcome a row, so that none is lost with the client that asked. It knows no kind of
 * command itself. {@code data.warehouse} and {@code data.ingest.source} implement {@code ConnectorCommand}.
 */
package org.dalgo.data.connector.command;
