package org.dalgo.operator;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dalgo.people.account.AccountAdminService;
import org.dalgo.people.account.AccountService;
import org.dalgo.people.auth.SigningKeys;
import org.dalgo.people.member.MemberService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.people.org.feature.Feature;
import org.dalgo.people.org.feature.FlagService;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.secret.KeyRotation;
import org.dalgo.platform.secret.KeyUsage;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;

/** The work behind the commands; each change is in the audit log in the name of the account on this machine. */
@ApplicationScoped
class OperatorService {

    private final TenantTransactions tenantTransactions;
    private final Sql sql;
    private final AuditLog auditLog;
    private final AccountService accounts;
    private final AccountAdminService operated;
    private final OrgService orgs;
    private final MemberService members;
    private final FlagService flags;
    private final KeyRotation rotation;
    private final SigningKeys signing;

    @Inject
    OperatorService(
            TenantTransactions tenantTransactions,
            Sql sql,
            AuditLog auditLog,
            AccountService accounts,
            AccountAdminService operated,
            OrgService orgs,
            MemberService members,
            FlagService flags,
            KeyRotation rotation,
            SigningKeys signing) {
        this.tenantTransactions = tenantTransactions;
        this.sql = sql;
        this.auditLog = auditLog;
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
        return operated.hasNoAccounts();
    }

    /** Primary key of the account of that address. */
    Uni<Optional<Long>> findAccount(String email) {
        return accounts.find(email).map(Optional::ofNullable);
    }

    /** Registers a person who may administer the platform and make organisations. */
    Uni<Void> registerAdmin(String email, String password) {
        return accounts.register(email, password).chain(account -> operated.promote(account, operator()));
    }

    /** Lets a registered person administer the platform and make organisations. */
    Uni<Void> promote(String email) {
        return acrossOrgs(() -> requireAccount(email).chain(account -> operated.promote(account, operator())));
    }

    /** Gives a person a new password and ends their sessions. */
    Uni<Void> resetPassword(String email, String password) {
        return requireAccount(email).chain(account -> operated.resetPassword(account, password, operator()));
    }

    /** All organisations, by slug. */
    Uni<List<OrgSummary>> listOrgs() {
        return acrossOrgs(() ->
                        sql.select("select o.slug, o.name, (select count(*) from membership m where m.org_id = o.id),"
                                + " to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD') from org o order by o.slug"))
                .map(rows -> rows.stream()
                        .map(row -> new OrgSummary(
                                (String) row[0],
                                (String) row[1],
                                ((Number) row[2]).longValue(),
                                LocalDate.parse((String) row[3])))
                        .toList());
    }

    /** Makes an organisation and its first member; answers its slug. */
    Uni<String> createOrg(String name, String email, String role) {
        return requireAccount(email)
                .chain(account -> orgs.create(name, operator(), org -> addMembership(org, account, role)))
                .map(OrgView::slug);
    }

    /** Makes a registered person a member. */
    Uni<Void> addMember(String slug, String email, String role) {
        return acrossOrgs(() -> requireAccount(email)
                .chain(account -> requireOrg(slug).chain(org -> addMembership(org, account, role))));
    }

    /** Has an organisation removed by a running server; {@code name} shows that it is the one that is meant. */
    Uni<Void> deleteOrg(String slug, String name) {
        return orgs.delete(slug, name, 0, operator()).replaceWithVoid();
    }

    /** Switches a feature on or off, for one organisation or, without a slug, for everybody. */
    Uni<Void> setFlag(Feature feature, boolean value, Optional<String> slug) {
        Map<String, ?> details = Map.of("feature", feature.name(), "value", value);
        if (slug.isEmpty()) {
            return acrossOrgs(
                    () -> flags.set(feature, value).chain(() -> recordAudit(null, "feature", feature.name(), details)));
        }
        return acrossOrgs(() -> requireOrg(slug.get()).chain(org -> flags.set(org.id(), feature, value)
                .chain(() -> recordAudit(org.id(), "feature", feature.name(), details))));
    }

    /** Which key has sealed how much. */
    Uni<List<KeyUsage>> keyUsage() {
        return rotation.usage();
    }

    /** Asks for everything to be sealed with the current key. */
    Uni<Void> rotateKeys() {
        return acrossOrgs(() ->
                rotation.request().chain(() -> recordAudit(null, "secret", null, Map.of("command", "rotate-keys"))));
    }

    /** Makes a new key that signs tokens from now on; nobody is signed out. */
    Uni<Void> rotateSigningKey() {
        return acrossOrgs(() -> signing.rotate().chain(kid -> recordAudit(null, "signing_key", kid, Map.of())));
    }

    private Uni<Void> addMembership(OrgView org, long account, String role) {
        return members.add(org.id(), account, role)
                .chain(() -> recordAudit(org.id(), "org_user", Long.toString(account), Map.of("role", role)));
    }

    private Uni<Void> recordAudit(OrgId org, String type, String id, Map<String, ?> details) {
        return auditLog.recordFor(0, operator(), org, AuditAction.ACROSS, type, id, details);
    }

    private Uni<OrgView> requireOrg(String slug) {
        return orgs.find(slug)
                .map(org -> org.orElseThrow(() -> new CommandFailure("there is no organisation " + slug)));
    }

    private Uni<Long> requireAccount(String email) {
        return findAccount(email)
                .map(account -> account.orElseThrow(() -> new CommandFailure("nobody is registered as " + email)));
    }

    private <T> Uni<T> acrossOrgs(Supplier<Uni<T>> work) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.OPERATOR, work);
    }

    /** Nobody signs in to a command; what is known is the account on the machine. */
    private static String operator() {
        return "operator " + System.getProperty("user.name");
    }
}
