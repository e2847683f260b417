package org.dalgo.operator;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.dalgo.people.account.AccountService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;

/** Finds what a command line names, and the name under which its changes stand in the audit log. */
@ApplicationScoped
class OperatorLookup {

    private final AccountService accounts;
    private final OrgService orgs;

    @Inject
    OperatorLookup(AccountService accounts, OrgService orgs) {
        this.accounts = accounts;
        this.orgs = orgs;
    }

    /** Primary key of the account of that address, if there is one. */
    Uni<Optional<Long>> findAccount(String email) {
        return accounts.find(email).map(Optional::ofNullable);
    }

    /** Primary key of the account of that address. */
    Uni<Long> account(String email) {
        return findAccount(email)
                .map(account -> account.orElseThrow(() -> new CommandFailure("There is no account " + email + ".")));
    }

    /** The organisation of that slug. */
    Uni<OrgView> org(String slug) {
        return orgs.find(slug)
                .map(org -> org.orElseThrow(() -> new CommandFailure("There is no organisation " + slug + ".")));
    }

    /** A command has no session; what is known is the account on the machine. */
    static String actor() {
        return "operator " + System.getProperty("user.name");
    }
}
