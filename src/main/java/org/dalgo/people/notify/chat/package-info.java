/**
 * Notifications in the chat channel of an organisation: its preference and webhook, the delivery job, the HTTP
 * client. It decides not what is worth a message. Called by notify.
 */
package org.dalgo.people.notify.chat;
