package org.dalgo.people.org.logo;

import com.google.re2j.Pattern;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The logo of an organisation, kept in the database: every replica has it, and a backup does. */
@ApplicationScoped
class LogoService {

    private static final Pattern CONTROL = Pattern.compile("[[:cntrl:]]");
    private static final Pattern FOLDERS = Pattern.compile("^.*[/\\\\]");

    private static final int MAX_FILENAME_LENGTH = 255;

    private final TenantTransactions tenantTransactions;
    private final LogoRepository logos;
    private final AuditLog auditLog;
    private final LogoDownloader fetch;
    private final CallerChangePublisher changes;

    @Inject
    LogoService(
            TenantTransactions tenantTransactions,
            LogoRepository logos,
            AuditLog auditLog,
            LogoDownloader fetch,
            CallerChangePublisher changes) {
        this.tenantTransactions = tenantTransactions;
        this.logos = logos;
        this.auditLog = auditLog;
        this.fetch = fetch;
        this.changes = changes;
    }

    /** Stores an uploaded picture; fails with BAD_REQUEST when it is none of the known kinds, empty or too large. */
    Uni<Logo> put(Caller caller, byte[] content, String filename) {
        if (content.length == 0 || content.length > LogoPicture.MAX_BYTES) {
            return Uni.createFrom()
                    .failure(Failure.badRequest("A logo has at most 5 MiB and is not empty. Choose another picture."));
        }
        LogoFormat format = LogoFormat.of(content).orElse(null);
        return format == null
                ? Uni.createFrom()
                        .failure(Failure.badRequest(
                                "A logo is a PNG, JPEG, GIF or WebP picture; SVG is not safe. Choose another picture."))
                : store(caller, content, format, sanitise(filename));
    }

    /** Fetches a picture and stores it; the address is not read again. Fails as {@link LogoDownloader#download} and put do. */
    Uni<Logo> putFromUrl(Caller caller, String address) {
        return fetch.download(address).chain(content -> put(caller, content, null));
    }

    /** The organisation's logo; fails with NOT_FOUND. */
    Uni<LogoPicture> get(OrgId org) {
        return tenantTransactions
                .inOrg(org, () -> logos.find(org))
                .onItem()
                .ifNull()
                .failWith(LogoService::notFound);
    }

    /** Deletes the organisation's logo; fails with NOT_FOUND. */
    Uni<Void> delete(Caller caller) {
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> logos.delete(org)
                .invoke(deleted -> {
                    if (!deleted) {
                        throw notFound();
                    }
                })
                .chain(() -> changes.orgChanged(org))
                .chain(() ->
                        auditLog.record(org, AuditAction.DELETE, "org", caller.orgSlug(), Map.of("logo", "removed"))));
    }

    private Uni<Logo> store(Caller caller, byte[] content, LogoFormat format, String filename) {
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> logos.upsert(org, content, format, filename)
                .call(() -> changes.orgChanged(org))
                .call(() -> auditLog.record(
                        org, AuditAction.UPDATE, "org", caller.orgSlug(), Map.of("logo", format.mediaType()))));
    }

    /** Browsers send a name, but others may send a path or worse. */
    private static String sanitise(String filename) {
        if (filename == null) {
            return null;
        }
        String name = FOLDERS.matcher(CONTROL.matcher(filename).replaceAll("")).replaceFirst("");
        return name.length() > MAX_FILENAME_LENGTH ? name.substring(name.length() - MAX_FILENAME_LENGTH) : name;
    }

    private static Failure notFound() {
        return Failure.notFound("The organisation has no logo.");
    }
}
