package org.dalgo.platform.security;

import io.quarkus.security.credential.Credential;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;

/**
 * The identity of a signed-in person, or of a machine that acts for one. Its permissions are those of their role in the organisation that the request names.
 * A person who is no member of it is authenticated as well: they may call routes that concern no organisation, and every
 * check of a permission fails with the reason.
 */
public final class CallerIdentity implements SecurityIdentity {

    private static final Uni<Boolean> YES = Uni.createFrom().item(true);
    private static final Uni<Boolean> NO = Uni.createFrom().item(false);

    private final AccountPrincipal principal;
    private final Caller caller;
    private final Failure refusal;
    private final boolean machine;

    private CallerIdentity(AccountPrincipal principal, Caller caller, Failure refusal, boolean machine) {
        this.principal = principal;
        this.caller = caller;
        this.refusal = refusal;
        this.machine = machine;
    }

    /** A member of the organisation. */
    public static CallerIdentity of(AccountPrincipal principal, Caller caller) {
        return new CallerIdentity(principal, caller, null, false);
    }

    /** A machine that acts for a member with an API token. It may call routes that name a permission, and no others. */
    public static CallerIdentity ofMachine(AccountPrincipal principal, Caller caller) {
        return new CallerIdentity(principal, caller, null, true);
    }

    /** A person who acts in no organisation, and why. */
    public static CallerIdentity outside(AccountPrincipal principal, Failure refusal) {
        return new CallerIdentity(principal, null, refusal, false);
    }

    /** The person, wherever they are a member; fails with FORBIDDEN for a machine. */
    public AccountPrincipal person() {
        if (machine) {
            throw new Failure(
                    Problem.FORBIDDEN,
                    "An API token acts for an organisation and not for a person. Sign in to do this.");
        }
        return principal;
    }

    /** The person as a member of the organisation that the request names. */
    public Optional<Caller> member() {
        return Optional.ofNullable(caller);
    }

    /** As {@link #member()}; fails with UNAUTHENTICATED or BAD_REQUEST for a person who acts in no organisation. */
    public Caller caller() {
        if (refusal != null) {
            throw refusal;
        }
        return caller;
    }

    @Override
    public Uni<Boolean> checkPermission(java.security.Permission required) {
        if (refusal != null) {
            return Uni.createFrom().failure(refusal);
        }
        boolean may = OrgMember.PERMISSION.equals(required.getName())
                ? !machine
                : Permission.of(required.getName()).filter(caller::may).isPresent();
        return may ? YES : NO;
    }

    @Override
    public AccountPrincipal getPrincipal() {
        return principal;
    }

    @Override
    public boolean isAnonymous() {
        return false;
    }

    /** None: roles are rows, and routes name permissions. */
    @Override
    public Set<String> getRoles() {
        return Set.of();
    }

    @Override
    public boolean hasRole(String role) {
        return false;
    }

    /** None as objects; {@link #checkPermission} decides. */
    @Override
    public Set<java.security.Permission> getPermissions() {
        return Set.of();
    }

    @Override
    public <T extends Credential> T getCredential(Class<T> credentialType) {
        return null;
    }

    @Override
    public Set<Credential> getCredentials() {
        return Set.of();
    }

    @Override
    public <T> T getAttribute(String name) {
        return null;
    }

    @Override
    public Map<String, Object> getAttributes() {
        return Map.of();
    }
}
