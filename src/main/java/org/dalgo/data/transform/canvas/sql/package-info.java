/**
 * The operations of the canvas as SQL: pure, without a database or a warehouse. Every text from a person is a quoted name, a
 * literal or a checked snippet in what comes out. Called by the canvas.
 */
package org.dalgo.data.transform.canvas.sql;
