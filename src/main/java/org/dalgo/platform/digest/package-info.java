/**
 * Digests of texts and comparisons in constant time. It encrypts nothing, see {@code platform.secret}, and hashes no
 * password, see {@code people.auth}. All rooms may call it; it calls no other room.
 */
package org.dalgo.platform.digest;
