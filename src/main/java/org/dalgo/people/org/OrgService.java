package org.dalgo.people.org;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.http.Failure;
import org.hibernate.exception.ConstraintViolationException;

/** Creates organisations and finds them. */
@ApplicationScoped
public class OrgService {

    private static final int LONGEST_NAME = 50;
    private static final int LONGEST_SLUG = 20;

    private final Door door;
    private final OrgRepository orgs;

    @Inject
    OrgService(Door door, OrgRepository orgs) {
        this.door = door;
        this.orgs = orgs;
    }

    /**
     * Creates an organisation under a slug made of its name.
     *
     * @return the organisation; fails with BAD_REQUEST when one of that name exists, INVALID when the name is unusable
     */
    public Uni<OrgView> create(String name) {
        String slug = slugOf(name);
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME || slug.isEmpty()) {
            return Uni.createFrom()
                    .failure(Failure.invalid("name", "must have 1 to " + LONGEST_NAME + " characters, some of a to z"));
        }
        Org org = new Org();
        org.name = name.strip();
        org.slug = slug;
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> orgs.persistAndFlush(org))
                .onFailure(ConstraintViolationException.class)
                .transform(taken -> Failure.badRequest("an organisation with this name already exists"))
                .map(OrgView::of);
    }

    /** The organisation of that slug. */
    public Uni<Optional<OrgView>> find(String slug) {
        return door.acrossOrganisations(Purpose.ORGANISATION, () -> orgs.bySlug(slug))
                .map(org -> Optional.ofNullable(org).map(OrgView::of));
    }

    /** The organisation itself; fails with NOT_FOUND when it has been deleted meanwhile. */
    public Uni<OrgView> get(OrgId id) {
        return door.enter(id, () -> orgs.findById(id.value()))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.notFound("organisation not found"))
                .map(OrgView::of);
    }

    /** Remembers the workspace that was made for the organisation in Airbyte. */
    public Uni<Void> attachWorkspace(OrgId id, UUID workspace) {
        return door.enter(id, () -> orgs.update("airbyteWorkspaceId = ?1 where id = ?2", workspace, id.value()))
                .replaceWithVoid();
    }

    static String slugOf(String name) {
        if (name == null) {
            return "";
        }
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-+|-+$", "");
        String cut = plain.length() > LONGEST_SLUG ? plain.substring(0, LONGEST_SLUG) : plain;
        return cut.replaceAll("-+$", "");
    }
}
