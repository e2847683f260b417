/**
 * The edit lock of the canvas: one holder per organisation, with an expiry. It changes no node. Called by {@code
 * transform.canvas}.
 */
package org.dalgo.data.transform.canvas.lock;
