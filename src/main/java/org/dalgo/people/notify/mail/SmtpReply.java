package org.dalgo.people.notify.mail;

import io.vertx.ext.mail.SMTPException;

/** Reads the answers of a mail server. */
final class SmtpReply {

    private SmtpReply() {}

    /**
     * Whether the server will never take this mail (RFC 5321, 4.2.1: 5yz). Not being allowed to log in (530, 534, 535)
     * is different: that is our configuration, and mended there.
     */
    static boolean isPermanent(SMTPException answer) {
        return answer.isPermanent()
                && answer.getReplyCode() != 530
                && answer.getReplyCode() != 534
                && answer.getReplyCode() != 535;
    }
}
