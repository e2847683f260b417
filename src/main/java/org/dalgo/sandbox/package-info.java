/**
 * Stand-ins for the systems around Dalgo, for development and tests only. They may call every room and nothing may call
 * them; no bean of theirs is active in the production build.
 */
package org.dalgo.sandbox;
