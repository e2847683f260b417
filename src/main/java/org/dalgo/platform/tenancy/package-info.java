/**
 * Units of work inside one organisation or, for a named purpose, across organisations: transaction, PostgreSQL
 * role, row-level security, plain SQL. It knows no caller and no permission. Services and repositories of every
 * room call it.
 */
package org.dalgo.platform.tenancy;
