package org.dalgo.people.invitation;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.MailQueue;

/** Mails to invited people. Joins the current transaction. */
@ApplicationScoped
class InvitationMails {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final MailQueue mailQueue;
    private final MailLinks links;

    @Inject
    InvitationMails(MailQueue mailQueue, MailLinks links) {
        this.mailQueue = mailQueue;
        this.links = links;
    }

    /** To a person who has to accept first. */
    Uni<Void> queueInvitation(Invitation invitation, InvitationCode code) {
        return mailQueue.enqueue(
                MailKind.INVITATION,
                invitation.email(),
                invitation.org(),
                Map.of(
                        "link", links.invitation(code.reveal()),
                        "inviter", invitation.inviter() == null ? invitation.orgName() : invitation.inviter(),
                        "organisation", invitation.orgName(),
                        "role", invitation.roleName(),
                        "expires", DAY.format(invitation.expiresAt())));
    }

    /** To a person who is a member already. */
    Uni<Void> queueAdded(Invitation invitation) {
        return mailQueue.enqueue(
                MailKind.ADDED_TO_ORGANISATION,
                invitation.email(),
                invitation.org(),
                Map.of(
                        "link", links.home(),
                        "inviter", invitation.inviter() == null ? invitation.orgName() : invitation.inviter(),
                        "organisation", invitation.orgName(),
                        "role", invitation.roleName()));
    }
}
