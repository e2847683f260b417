package org.dalgo.people.member;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailLinks;
import org.dalgo.people.notify.mail.Mails;

/** What an invited person is told. Joins the unit of work in hand. */
@ApplicationScoped
class InvitationMails {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Mails mails;
    private final MailLinks links;

    @Inject
    InvitationMails(Mails mails, MailLinks links) {
        this.mails = mails;
        this.links = links;
    }

    /** Somebody who has to accept first. */
    Uni<Void> invite(Invitation invitation, InvitationCode code) {
        return mails.queue(
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

    /** Somebody who is a member already. */
    Uni<Void> added(Invitation invitation) {
        return mails.queue(
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
