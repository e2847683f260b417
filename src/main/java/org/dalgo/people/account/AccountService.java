package org.dalgo.people.account;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.regex.Pattern;
import org.dalgo.people.auth.Passwords;
import org.dalgo.platform.access.Door;
import org.dalgo.platform.access.Purpose;
import org.dalgo.platform.http.Failure;

/** Creates people. An account belongs to no organisation: a person may be a member of several. */
@ApplicationScoped
public class AccountService {

    // Something, an at sign, and a name with a dot that ends in letters; only the mail itself can prove more.
    private static final Pattern ADDRESS = Pattern.compile("[^\\s@<>\"]+@[^\\s@<>\"]+\\.[\\p{L}]{2,}");
    private static final int LONGEST_ADDRESS = 254;

    private final Door door;
    private final AccountRepository accounts;
    private final Passwords passwords;

    @Inject
    AccountService(Door door, AccountRepository accounts, Passwords passwords) {
        this.door = door;
        this.accounts = accounts;
        this.passwords = passwords;
    }

    /**
     * Creates the account of that address, or finds it; an existing one keeps its password.
     *
     * @return primary key of the account; fails with INVALID when the address or a new password cannot be used
     */
    public Uni<Long> register(String email, String password) {
        return Uni.createFrom().deferred(() -> {
            checkAddress(email);
            return find(email)
                    .chain(id -> id == null
                            ? create(email, password)
                            : Uni.createFrom().item(id));
        });
    }

    /** Primary key of the account of that address, or null. */
    public Uni<Long> find(String email) {
        return door.acrossOrganisations(Purpose.ACCOUNT, () -> accounts.byEmail(email))
                .map(account -> account == null ? null : account.id);
    }

    /** Refuses what cannot be an address. */
    static void checkAddress(String email) {
        if (email == null
                || email.length() > LONGEST_ADDRESS
                || !ADDRESS.matcher(email.strip()).matches()) {
            throw Failure.invalid("email", "is not an e-mail address");
        }
    }

    private Uni<Long> create(String email, String password) {
        return passwords.hash(password, PasswordPolicy.of(email)).chain(hash -> {
            Account account = new Account();
            account.email = email.strip();
            account.passwordHash = hash;
            return door.acrossOrganisations(Purpose.ACCOUNT, () -> accounts.persist(account))
                    .map(saved -> saved.id);
        });
    }
}
