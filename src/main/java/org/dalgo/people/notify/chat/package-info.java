/**
 * Notifications in the chat channel of an organisation: its preference and webhook, the delivery job, the HTTP client.
 * It does not decide which event is notified. Called by notify.
 */
package org.dalgo.people.notify.chat;
