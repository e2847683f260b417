package org.dalgo.operator;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dalgo.people.account.AccountService;
import org.dalgo.people.account.OperatedAccounts;
import org.dalgo.people.auth.SigningKeys;
import org.dalgo.people.member.MemberService;
import org.dalgo.people.org.Feature;
import org.dalgo.people.org.FlagService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.OrgId;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.audit.Audit;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.secret.KeyRotation;
import org.dalgo.platform.secret.KeyUse;

/** The work behind the commands; each change is in the audit log in the name of the account on this machine. */
@ApplicationScoped
class Desk {

    private final Door door;
    private final Sql sql;
    private final Audit audit;
    private final AccountService accounts;
    private final OperatedAccounts operated;
    private final OrgService orgs;
    private final MemberService members;
    private final FlagService flags;
    private final KeyRotation rotation;
    private final SigningKeys signing;

    @Inject
    Desk(
            Door door,
            Sql sql,
            Audit audit,
            AccountService accounts,
            OperatedAccounts operated,
            OrgService orgs,
            MemberService members,
            FlagService flags,
            KeyRotation rotation,
            SigningKeys signing) {
        this.door = door;
        this.sql = sql;
        this.audit = audit;
        this.accounts = accounts;
        this.operated = operated;
        this.orgs = orgs;
        this.members = members;
        this.flags = flags;
        this.rotation = rotation;
        this.signing = signing;
    }

    /** Whether nobody can have signed in here before. */
    Uni<Boolean> isFirstStart() {
        return operated.isNobodyThere();
    }

    /** Primary key of the account of that address. */
    Uni<Optional<Long>> account(String email) {
        return accounts.find(email).map(Optional::ofNullable);
    }

    /** Registers a person who may administer the platform and make organisations. */
    Uni<Void> registerAdmin(String email, String password) {
        return accounts.register(email, password).chain(account -> operated.promote(account, operator()));
    }

    /** Lets a registered person administer the platform and make organisations. */
    Uni<Void> promote(String email) {
        return across(() -> existing(email).chain(account -> operated.promote(account, operator())));
    }

    /** Gives a person a new password and ends their sessions. */
    Uni<Void> resetPassword(String email, String password) {
        return existing(email).chain(account -> operated.resetPassword(account, password, operator()));
    }

    /** All organisations, by slug. */
    Uni<List<OrgLine>> orgs() {
        return across(() -> sql.select("select o.slug, o.name, (select count(*) from membership m where m.org = o.id),"
                        + " to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD') from org o order by o.slug"))
                .map(rows -> rows.stream()
                        .map(row -> new OrgLine(
                                (String) row[0],
                                (String) row[1],
                                ((Number) row[2]).longValue(),
                                LocalDate.parse((String) row[3])))
                        .toList());
    }

    /** Makes an organisation and its first member; answers its slug. */
    Uni<String> createOrg(String name, String email, String role) {
        return existing(email)
                .chain(account -> orgs.create(name, operator(), org -> join(org, account, role)))
                .map(OrgView::slug);
    }

    /** Makes a registered person a member. */
    Uni<Void> addMember(String slug, String email, String role) {
        return across(() -> existing(email).chain(account -> org(slug).chain(org -> join(org, account, role))));
    }

    /** Has an organisation removed by a running server; {@code name} shows that it is the one that is meant. */
    Uni<Void> deleteOrg(String slug, String name) {
        return orgs.delete(slug, name, 0, operator()).replaceWithVoid();
    }

    /** Switches a feature on or off, for one organisation or, without a slug, for everybody. */
    Uni<Void> setFlag(Feature feature, boolean value, Optional<String> slug) {
        Map<String, ?> details = Map.of("feature", feature.name(), "value", value);
        if (slug.isEmpty()) {
            return across(() -> flags.set(feature, value).chain(() -> note(null, "feature", feature.name(), details)));
        }
        return across(() -> org(slug.get()).chain(org -> flags.set(org.id(), feature, value)
                .chain(() -> note(org.id(), "feature", feature.name(), details))));
    }

    /** Which key has sealed how much. */
    Uni<List<KeyUse>> keys() {
        return rotation.uses();
    }

    /** Asks for everything to be sealed with the current key. */
    Uni<Void> rotateKeys() {
        return across(
                () -> rotation.request().chain(() -> note(null, "secret", null, Map.of("command", "rotate-keys"))));
    }

    /** Makes a new key that signs tokens from now on; nobody is signed out. */
    Uni<Void> rotateSigningKey() {
        return across(() -> signing.rotate().chain(kid -> note(null, "signing_key", kid, Map.of())));
    }

    private Uni<Void> join(OrgView org, long account, String role) {
        return members.add(org.id(), account, role)
                .chain(() -> note(org.id(), "org_user", Long.toString(account), Map.of("role", role)));
    }

    private Uni<Void> note(OrgId org, String type, String id, Map<String, ?> details) {
        return audit.recordFor(0, operator(), org, AuditAction.ACROSS, type, id, details);
    }

    private Uni<OrgView> org(String slug) {
        return orgs.find(slug).map(org -> org.orElseThrow(() -> new Refusal("there is no organisation " + slug)));
    }

    private Uni<Long> existing(String email) {
        return account(email)
                .map(account -> account.orElseThrow(() -> new Refusal("nobody is registered as " + email)));
    }

    private <T> Uni<T> across(Supplier<Uni<T>> work) {
        return door.acrossOrganisations(Purpose.OPERATOR, work);
    }

    /** Nobody signs in to a command; what is known is the account on the machine. */
    private static String operator() {
        return "operator " + System.getProperty("user.name");
    }
}
