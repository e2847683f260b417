/**
 * Mail: kinds, templates, the queue, the delivery and its log. It knows no account and no rule of an organisation; its
 * callers do. Called by the rooms of people and above.
 */
package org.dalgo.people.notify.mail;
