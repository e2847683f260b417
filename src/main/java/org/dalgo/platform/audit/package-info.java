/**
 * Who did what, to which object, from where: entries are appended in the transaction of the change and never altered.
 * It does not decide what is worth an entry, and it is no log of errors. Called by every room that changes something for
 * a person; read by account managers.
 */
package org.dalgo.platform.audit;
