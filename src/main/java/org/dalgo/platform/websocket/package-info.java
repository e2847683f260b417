/**
 * WebSockets of the web app: handshake, authentication of every message, envelope of the responses, close codes.
 * It holds no product rule. The WebSocket endpoints of the rooms above call it.
 */
package org.dalgo.platform.websocket;
