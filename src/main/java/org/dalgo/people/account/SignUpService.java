package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import org.dalgo.people.auth.AuthConfig;
import org.dalgo.people.auth.Passwords;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Limits;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.access.Sql;
import org.dalgo.platform.http.Failure;
import org.dalgo.platform.http.Problem;
import org.dalgo.platform.http.RequestOrigin;
import org.dalgo.platform.job.Jobs;

/**
 * Opens accounts for people who know the code. For an address that has one already it does the same work and gives the
 * same answer; its owner gets a mail.
 */
@ApplicationScoped
class SignUpService {

    private final Door door;
    private final Sql sql;
    private final AccountConfig config;
    private final AuthConfig auth;
    private final Limits limits;
    private final Passwords passwords;
    private final Jobs jobs;
    private final RequestOrigin origin;

    @Inject
    SignUpService(
            Door door,
            Sql sql,
            AccountConfig config,
            AuthConfig auth,
            Limits limits,
            Passwords passwords,
            Jobs jobs,
            RequestOrigin origin) {
        this.door = door;
        this.sql = sql;
        this.config = config;
        this.auth = auth;
        this.limits = limits;
        this.passwords = passwords;
        this.jobs = jobs;
        this.origin = origin;
    }

    /** Opens the account; fails with FORBIDDEN where nobody may, BAD_REQUEST for a wrong code. */
    Uni<Void> signUp(SignUpRequest request) {
        String code = config.signUpCode()
                .orElseThrow(() -> new Failure(
                        Problem.FORBIDDEN, "accounts are opened by invitation here; ask your organisation for one"));
        String email = request.email().strip().toLowerCase(java.util.Locale.ROOT);
        AccountService.checkAddress(email);
        return limits.take("mail by address", origin.network(), auth.limit().mailByAddress())
                .invoke(() -> {
                    if (!isSame(code, request.signupcode())) {
                        throw Failure.badRequest("that is not the right sign-up code");
                    }
                })
                .chain(() -> limits.take("mail by account", email, auth.limit().mailByAccount()))
                .chain(() -> passwords.hash(request.password(), PasswordPolicy.of(email)))
                .chain(hash -> door.acrossOrganisations(Purpose.ACCOUNT, () -> sql.update(
                                "insert into account (email, password_hash) values ($1, $2)"
                                        + " on conflict (lower(email)) do nothing",
                                email,
                                hash)
                        .chain(() -> jobs.add(SignUpMail.JOB, null, Map.of("email", email)))))
                .replaceWithVoid();
    }

    private static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
