/**
 * The caller of a request as Quarkus Security sees it: authentication mechanism, identity, permissions. It knows no
 * role and no table of people; people.role implements the identity provider and CallerResolver. Resources and services
 * call it.
 */
package org.dalgo.platform.security;
