package org.dalgo.people.notify.mail;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.dalgo.platform.secret.SealedColumn;

/** Where the contents of mails that wait stand, and what they are sealed for. */
@Dependent
class MailSecrets {

    @Produces
    @Singleton
    static SealedColumn column() {
        return new SealedColumn("mail_delivery", "id", "contents", "recipient", MailSecrets::owner);
    }

    static String owner(Object recipient) {
        return MailQueue.owner(recipient.toString());
    }
}
