/**
 * Publish and subscribe between replicas over PostgreSQL's LISTEN and NOTIFY. Delivery is at most once: a
 * listener reads the state again after a reconnect. Rooms that cache or stream call it.
 */
package org.dalgo.platform.pubsub;
