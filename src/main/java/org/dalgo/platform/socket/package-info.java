/**
 * WebSockets of the web app: who opened one, and the envelope of its answers. No product rule lives here. Called by the
 * sockets of the rooms above.
 */
package org.dalgo.platform.socket;
