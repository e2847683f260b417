/**
 * Mail: what there is to write, the queue, the delivery and its log.
 * It knows templates and addresses, but no account and no organisation's rules; those are its callers' in the rooms of
 * people and above.
 */
package org.dalgo.people.notify.mail;
