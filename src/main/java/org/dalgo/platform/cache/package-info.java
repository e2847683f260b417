/**
 * What all caches of this application share: the classes of Caffeine that a native image has to know. A cache itself stands
 * in the room that fills it. No room calls this one.
 */
package org.dalgo.platform.cache;
