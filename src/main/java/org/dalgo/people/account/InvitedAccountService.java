package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PasswordPolicy;
import org.dalgo.people.auth.SessionService;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Accounts of people who came with an invitation. Its code reached them by mail, which proves the address. An account of
 * that address without verification may belong to another person: it gets a new password before it gets a membership.
 */
@ApplicationScoped
public class InvitedAccountService {

    private final TenantTransactions tenantTransactions;
    private final AccountRepository repository;
    private final AccountService accounts;
    private final PasswordHasher passwordHasher;
    private final SessionService sessionService;

    @Inject
    InvitedAccountService(
            TenantTransactions tenantTransactions,
            AccountRepository repository,
            AccountService accounts,
            PasswordHasher passwordHasher,
            SessionService sessionService) {
        this.tenantTransactions = tenantTransactions;
        this.repository = repository;
        this.accounts = accounts;
        this.passwordHasher = passwordHasher;
        this.sessionService = sessionService;
    }

    /** The account of that address whose owner has proved it. */
    public Uni<Optional<Long>> findVerified(String email) {
        return tenantTransactions.acrossOrgs(
                CrossTenantPurpose.ACCOUNT, () -> repository.findVerified(EmailAddress.forLookup(email)));
    }

    /**
     * Opens the account of an address that has just been verified, or takes over an unverified account of that address.
     *
     * @return primary key; fails with INVALID when the password cannot be used
     */
    public Uni<Long> openVerified(String email, String password) {
        return accounts.find(email).chain(found -> accounts.register(email, password)
                .call(id -> found == null
                        ? markVerified(id, null)
                        : passwordHasher
                                .hash(password, PasswordPolicy.of(email))
                                .chain(hash -> markVerified(id, hash))));
    }

    private Uni<Void> markVerified(long account, String hash) {
        return tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> repository
                .markVerified(account, hash)
                .chain(() -> hash == null
                        ? Uni.createFrom().voidItem()
                        : sessionService.endAll(account, SessionService.EndReason.PASSWORD)));
    }
}
