/**
 * The operations of the canvas as SQL, without a database or a warehouse. Every text of a person becomes a quoted name,
 * a literal or a checked expression. Called by the canvas.
 */
package org.dalgo.data.transform.canvas.sql;
