/**
 * Where an organisation's data comes from: the kinds of source that there are, and the organisation's sources. Airbyte keeps
 * their configuration; ours is a copy without secrets, for lists.
 * Called by its own resources, by {@code connection} and by the sockets of the web app's forms.
 */
package org.dalgo.data.ingest.source;
