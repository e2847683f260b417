package org.dalgo.people.apitoken;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.dalgo.platform.audit.AuditAction;
import org.dalgo.platform.audit.AuditLog;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;
import org.dalgo.platform.security.cache.CallerChangePublisher;
import org.dalgo.platform.tenancy.OrgId;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Creates, lists and revokes the API tokens of an organisation. */
@ApplicationScoped
public class ApiTokenService {

    private static final String AUDIT_TYPE = "api_token";

    /** Expired ones count until they are deleted. */
    private static final int LARGEST_NUMBER = 100;

    private final TenantTransactions tenantTransactions;
    private final ApiTokenRepository tokens;
    private final AuditLog auditLog;
    private final CallerChangePublisher changes;

    @Inject
    ApiTokenService(
            TenantTransactions tenantTransactions,
            ApiTokenRepository tokens,
            AuditLog auditLog,
            CallerChangePublisher changes) {
        this.tenantTransactions = tenantTransactions;
        this.tokens = tokens;
        this.auditLog = auditLog;
        this.changes = changes;
    }

    /**
     * Creates a token that acts for the caller.
     *
     * @return the token with its text; fails with INVALID for a permission that the caller lacks, CONFLICT for a name that is
     *     taken or an organisation with too many
     */
    Uni<NewApiTokenResponse> create(Caller caller, ApiTokenRequest request) {
        request.permissions().forEach(slug -> requireGrantable(caller, slug));
        ApiTokenText text = ApiTokenText.generate();
        OrgId org = caller.org();
        return tenantTransactions.inOrg(org, () -> tokens.count(org)
                .invoke(ApiTokenService::requireRoom)
                .chain(() -> tokens.insert(org, caller.account(), request, text))
                .onItem()
                .ifNull()
                .failWith(() -> Failure.conflict("There is an API token of this name. Choose another name."))
                .chain(id -> tokens.findById(org, id))
                .map(Optional::orElseThrow)
                .call(created -> auditLog.record(
                        caller,
                        AuditAction.CREATE,
                        AUDIT_TYPE,
                        created.id().toString(),
                        Map.of(
                                "name", created.name(),
                                "permissions", created.permissions(),
                                "expires_at", created.expiresAt().toString())))
                .map(created -> new NewApiTokenResponse(text.reveal(), ApiTokenResponse.of(created))));
    }

    /** The organisation's tokens, the newest first. */
    Uni<List<ApiToken>> list(OrgId org) {
        return tenantTransactions.inOrg(org, () -> tokens.findByOrg(org));
    }

    /** Revokes a token on every replica and ends its streams; fails with NOT_FOUND. */
    Uni<Void> revoke(Caller caller, UUID id) {
        return tenantTransactions.inOrg(caller.org(), () -> tokens.findById(caller.org(), id)
                .map(found -> found.orElseThrow(ApiTokenService::absent))
                .call(found -> tokens.delete(caller.org(), id).invoke(ApiTokenService::requireDeleted))
                .call(() -> changes.sessionEnded(id))
                .chain(found -> auditLog.record(
                        caller, AuditAction.DELETE, AUDIT_TYPE, id.toString(), Map.of("name", found.name()))));
    }

    private static void requireGrantable(Caller caller, String slug) {
        boolean grantable = Permission.of(slug)
                .filter(permission -> permission != Permission.CAN_MANAGE_API_TOKENS)
                .filter(caller::may)
                .isPresent();
        if (!grantable) {
            throw Failure.invalid(
                    "permissions",
                    "An API token carries only permissions of its creator, and cannot manage API tokens.");
        }
    }

    private static void requireRoom(long count) {
        if (count >= LARGEST_NUMBER) {
            throw Failure.conflict(
                    "The organisation has " + LARGEST_NUMBER + " API tokens. Revoke one that is not needed any more.");
        }
    }

    private static void requireDeleted(boolean deleted) {
        if (!deleted) {
            throw absent();
        }
    }

    static Failure absent() {
        return Failure.notFound("This API token does not exist, or was revoked.");
    }
}
