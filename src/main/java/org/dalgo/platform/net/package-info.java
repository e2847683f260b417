/**
 * What outbound calls share: the policy which addresses a user-supplied host may resolve to (SSRF), and a bulkhead. It
 * knows no system and no HTTP client. Adapters and services that call user-supplied hosts use it.
 */
package org.dalgo.platform.net;
