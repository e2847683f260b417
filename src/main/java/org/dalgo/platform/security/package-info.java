/**
 * The caller of a request: credentials, authentication filter, permissions and their annotations. It knows no
 * role and no table of people; people.role implements CallerResolver. Resources and services call it.
 */
package org.dalgo.platform.security;
