package org.dalgo.people.notify.mail;

/**
 * A mail as it is read. No generated {@code toString}: its links grant access.
 *
 * @param text for readers that show no HTML
 */
public record MailText(String subject, String text, String html) {

    @Override
    public String toString() {
        return "MailText[" + subject + "]";
    }
}
