package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PasswordPolicy;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/** Creates people. An account belongs to no organisation: a person may be a member of several. */
@ApplicationScoped
public class AccountService {

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final PasswordHasher passwordHasher;

    @Inject
    AccountService(TenantTransactions tenantTransactions, AccountRepository accounts, PasswordHasher passwordHasher) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.passwordHasher = passwordHasher;
    }

    /**
     * Creates the account of that address, or finds it; an existing one keeps its password.
     *
     * @return primary key of the account; fails with INVALID when the address or a new password cannot be used
     */
    public Uni<Long> register(String email, String password) {
        return Uni.createFrom().deferred(() -> {
            String address = EmailAddress.require(email, "email");
            return find(address)
                    .chain(id -> id == null
                            ? create(address, password)
                            : Uni.createFrom().item(id));
        });
    }

    /** Primary key of the account of that address, or null. */
    public Uni<Long> find(String email) {
        return tenantTransactions
                .acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.findByEmail(EmailAddress.forLookup(email)))
                .map(account -> account == null ? null : account.id);
    }

    private Uni<Long> create(String email, String password) {
        return passwordHasher.hash(password, PasswordPolicy.of(email)).chain(hash -> {
            Account account = new Account();
            account.email = email;
            account.passwordHash = hash;
            return tenantTransactions
                    .acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.persist(account))
                    .map(saved -> saved.id);
        });
    }
}
