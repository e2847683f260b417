package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.dalgo.people.account.token.AccountConfig;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.EmailAddress;
import org.dalgo.people.auth.PasswordHasher;
import org.dalgo.people.auth.PasswordPolicy;
import org.dalgo.platform.digest.ConstantTime;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.dalgo.platform.filter.ClientInfo;
import org.dalgo.platform.job.JobQueue;
import org.dalgo.platform.ratelimit.RateLimiter;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;

/**
 * Opens accounts for people who know the code. For an address that has one already it does the same work and gives the
 * same answer; its owner gets a mail.
 */
@ApplicationScoped
class SignUpService {

    private final TenantTransactions tenantTransactions;
    private final AccountRepository accounts;
    private final AccountConfig config;
    private final AuthConfig auth;
    private final RateLimiter rateLimiter;
    private final PasswordHasher passwordHasher;
    private final JobQueue jobQueue;
    private final ClientInfo origin;

    @Inject
    SignUpService(
            TenantTransactions tenantTransactions,
            AccountRepository accounts,
            AccountConfig config,
            AuthConfig auth,
            RateLimiter rateLimiter,
            PasswordHasher passwordHasher,
            JobQueue jobQueue,
            ClientInfo origin) {
        this.tenantTransactions = tenantTransactions;
        this.accounts = accounts;
        this.config = config;
        this.auth = auth;
        this.rateLimiter = rateLimiter;
        this.passwordHasher = passwordHasher;
        this.jobQueue = jobQueue;
        this.origin = origin;
    }

    /** Opens the account; fails with FORBIDDEN where no code is configured, BAD_REQUEST for a wrong code. */
    Uni<Void> signUp(SignUpRequest request) {
        String code = config.signUpCode()
                .orElseThrow(() -> new Failure(
                        Problem.FORBIDDEN, "Accounts are opened by invitation here. Ask your organisation for one."));
        String email = EmailAddress.require(request.email(), "email");
        return rateLimiter
                .consume("mail by address", origin.networkPrefix(), auth.limit().mailByAddress())
                .invoke(() -> {
                    if (!ConstantTime.isEqual(code, request.signupcode())) {
                        throw Failure.badRequest(
                                "The sign-up code is wrong. Check it with the person who gave it to you.");
                    }
                })
                .chain(() -> rateLimiter.consume(
                        "mail by account", email, auth.limit().mailByAccount()))
                .chain(() -> passwordHasher.hash(request.password(), PasswordPolicy.of(email)))
                .chain(hash ->
                        tenantTransactions.acrossOrgs(CrossTenantPurpose.ACCOUNT, () -> accounts.insert(email, hash)
                                .chain(() -> jobQueue.enqueue(SignUpMail.JOB, null, Map.of("email", email)))))
                .replaceWithVoid();
    }
}
