/**
 * The words of Airbyte's wire, as the stand-in reads and writes them: bodies, refusals, kinds of actors, streams. No
 * behaviour and no state. Every other package of the stand-in uses it, and it uses none of them.
 */
package org.dalgo.sandbox.airbyte.word;
