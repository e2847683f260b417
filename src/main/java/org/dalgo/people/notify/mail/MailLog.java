package org.dalgo.people.notify.mail;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dalgo.people.notify.mail.MailDeliveryRepository.StoredMail;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Mails of the delivery log whose contents are kept: all in development, none that was sent in production. */
@ApplicationScoped
public class MailLog {

    /**
     * A mail of the log.
     *
     * @param state {@code queued}, {@code sent} or {@code failed}
     * @param error of the last attempt, or null
     */
    public record LoggedMail(long id, Instant at, String recipient, String state, String error, MailText text) {}

    private final TenantTransactions tenantTransactions;
    private final MailDeliveryRepository deliveries;
    private final MailContentsReader contentsReader;
    private final MailTemplates templates;
    private final MailConfig config;

    @Inject
    MailLog(
            TenantTransactions tenantTransactions,
            MailDeliveryRepository deliveries,
            MailContentsReader sealed,
            MailTemplates templates,
            MailConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.deliveries = deliveries;
        this.contentsReader = sealed;
        this.templates = templates;
        this.config = config;
    }

    /** The newest mails, newest first; none where contents are not kept. */
    public Uni<List<LoggedMail>> newest(int limit) {
        return read(() -> deliveries.newest(limit));
    }

    /** One mail; fails with NOT_FOUND when it is not legible any more. */
    public Uni<LoggedMail> get(long id) {
        return read(() -> deliveries.find(id).map(mail -> mail.stream().toList()))
                .map(found -> {
                    if (found.isEmpty()) {
                        throw Failure.notFound("there is no such mail");
                    }
                    return found.get(0);
                });
    }

    private Uni<List<LoggedMail>> read(Supplier<Uni<List<StoredMail>>> query) {
        if (!config.keepContents()) {
            return Uni.createFrom().item(List.of());
        }
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.MAIL, query).chain(this::rendered);
    }

    private Uni<List<LoggedMail>> rendered(List<StoredMail> stored) {
        Uni<List<LoggedMail>> mails = Uni.createFrom().item(new ArrayList<>());
        for (StoredMail one : stored) {
            mails = mails.chain(list -> rendered(one).map(mail -> {
                list.add(mail);
                return list;
            }));
        }
        return mails;
    }

    private Uni<LoggedMail> rendered(StoredMail mail) {
        return templates
                .write(mail.kind(), contentsReader.read(mail.recipient(), mail.contents()))
                .map(text -> new LoggedMail(mail.id(), mail.at(), mail.recipient(), mail.state(), mail.error(), text));
    }
}
