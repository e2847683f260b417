/**
 * Requests, streams, secrets and errors of the Airbyte stand-in as Airbyte spells them. It holds no state; the
 * other packages of the stand-in use it.
 */
package org.dalgo.sandbox.airbyte.model;
