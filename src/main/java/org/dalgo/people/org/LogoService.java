package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.access.Caller;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.stream.CallerChanges;

/** The logo of an organisation, kept in the database: every replica has it, and a backup does. */
@ApplicationScoped
class LogoService {

    /** Largest picture, in bytes. */
    static final int LARGEST = 5 * 1024 * 1024;

    private static final int LONGEST_NAME = 255;

    /** Bytes of a picture and what they are. */
    record Picture(byte[] content, String mediaType) {}

    private final Door door;
    private final Sql sql;
    private final Audit audit;
    private final LogoFetch fetch;
    private final CallerChanges changes;

    @Inject
    LogoService(Door door, Sql sql, Audit audit, LogoFetch fetch, CallerChanges changes) {
        this.door = door;
        this.sql = sql;
        this.audit = audit;
        this.fetch = fetch;
        this.changes = changes;
    }

    /** Stores an uploaded picture; fails with BAD_REQUEST when it is none of the known kinds, empty or too large. */
    Uni<Logo> put(Caller caller, byte[] content, String filename) {
        if (content.length == 0 || content.length > LARGEST) {
            return Uni.createFrom().failure(Failure.badRequest("a logo must have at most 5 MiB, and not be empty"));
        }
        LogoFormat format = LogoFormat.of(content).orElse(null);
        return format == null
                ? Uni.createFrom()
                        .failure(Failure.badRequest("a logo must be a PNG, JPEG, GIF or WebP picture; SVG is not safe"))
                : store(caller, content, format, plain(filename));
    }

    /** Fetches a picture and stores it; the address is not asked again. Fails as {@link LogoFetch#get} and put do. */
    Uni<Logo> putFrom(Caller caller, String address) {
        return fetch.get(address).chain(content -> put(caller, content, null));
    }

    /** The organisation's logo; fails with NOT_FOUND. */
    Uni<Picture> get(OrgId org) {
        return door.enter(
                        org, () -> sql.first("select content, content_type from org_logo where org = $1", org.value()))
                .onItem()
                .ifNull()
                .failWith(LogoService::none)
                .map(row -> new Picture(((Buffer) row[0]).getBytes(), (String) row[1]));
    }

    /** Forgets the organisation's logo; fails with NOT_FOUND. */
    Uni<Void> delete(Caller caller) {
        OrgId org = caller.org();
        return door.enter(org, () -> sql.update("delete from org_logo where org = $1", org.value())
                .invoke(deleted -> {
                    if (deleted == 0) {
                        throw none();
                    }
                })
                .chain(() -> changes.ofOrg(org))
                .chain(() ->
                        audit.record(org, AuditAction.DELETE, "org", caller.orgSlug(), Map.of("logo", "removed"))));
    }

    private Uni<Logo> store(Caller caller, byte[] content, LogoFormat format, String filename) {
        OrgId org = caller.org();
        return door.enter(org, () -> sql.first(
                                """
                        insert into org_logo (org, content, content_type, filename) values ($1, $2, $3, $4::varchar)
                        on conflict (org) do update set content = excluded.content, content_type = excluded.content_type,
                            filename = excluded.filename, version = excluded.version, updated_at = now()
                        returning version, filename, updated_at
                        """,
                                org.value(),
                                Buffer.buffer(content),
                                format.mediaType(),
                                filename)
                        .call(() -> changes.ofOrg(org))
                        .call(() -> audit.record(
                                org, AuditAction.UPDATE, "org", caller.orgSlug(), Map.of("logo", format.mediaType()))))
                .map(row -> new Logo((UUID) row[0], (String) row[1], ((OffsetDateTime) row[2]).toInstant()));
    }

    /** Browsers send a name, but others may send a path or worse. */
    private static String plain(String filename) {
        if (filename == null) {
            return null;
        }
        String name = filename.replaceAll("[\\p{Cntrl}]", "").replaceAll("^.*[/\\\\]", "");
        return name.length() > LONGEST_NAME ? name.substring(name.length() - LONGEST_NAME) : name;
    }

    private static Failure none() {
        return Failure.notFound("the organisation has no logo");
    }
}
