package org.dalgo.people.notify;

import java.util.Map;
import org.dalgo.people.notify.mail.MailKind;

/**
 * A message to people of an organisation.
 *
 * @param message what they read in the web app and in the chat; may have several lines and links
 * @param urgent whether it is shown as such
 * @param mail kind of the mail for those who chose mails
 * @param mailValues what that mail is made of
 */
public record NotificationMessage(String message, boolean urgent, MailKind mail, Map<String, String> mailValues) {}
