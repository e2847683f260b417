/**
 * Google's sign-in: the address at which a person consents, and the exchange of what Google hands back. It keeps nothing
 * and knows no organisation.
 */
package org.dalgo.upstream.google;
