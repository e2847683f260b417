package org.dalgo.people.notify.mail;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Row;
import org.dalgo.platform.tenancy.Sql;
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

    private static final String SELECT =
            "select id, created_at, recipient, state, last_error, kind, contents from mail_delivery"
                    + " where contents is not null";

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final MailContentsReader contentsReader;
    private final MailTemplates templates;
    private final MailConfig config;

    @Inject
    MailLog(
            TenantTransactions tenantTransactions,
            Sql sql,
            MailContentsReader sealed,
            MailTemplates templates,
            MailConfig config) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.contentsReader = sealed;
        this.templates = templates;
        this.config = config;
    }

    /** The newest mails, newest first; none where contents are not kept. */
    public Uni<List<LoggedMail>> newest(int limit) {
        return read(SELECT + " order by id desc limit $1", limit);
    }

    /** One mail; fails with NOT_FOUND when it is not legible any more. */
    public Uni<LoggedMail> get(long id) {
        return read(SELECT + " and id = $1", id).map(found -> {
            if (found.isEmpty()) {
                throw Failure.notFound("there is no such mail");
            }
            return found.get(0);
        });
    }

    private Uni<List<LoggedMail>> read(String query, Object parameter) {
        if (!config.keepContents()) {
            return Uni.createFrom().item(List.of());
        }
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.MAIL, () -> sql.rows(query, parameter))
                .chain(this::rendered);
    }

    private Uni<List<LoggedMail>> rendered(List<Row> rows) {
        Uni<List<LoggedMail>> mails = Uni.createFrom().item(new ArrayList<>());
        for (Row row : rows) {
            mails = mails.chain(list -> rendered(row).map(mail -> {
                list.add(mail);
                return list;
            }));
        }
        return mails;
    }

    private Uni<LoggedMail> rendered(Row row) {
        String recipient = row.text("recipient");
        return templates
                .write(MailKind.valueOf(row.text("kind")), contentsReader.read(recipient, row.bytes("contents")))
                .map(text -> new LoggedMail(
                        row.longValue("id"),
                        row.instant("created_at"),
                        recipient,
                        row.text("state"),
                        row.text("last_error"),
                        text));
    }
}
