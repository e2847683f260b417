package org.dalgo.sandbox.demo;

import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.dalgo.people.account.AccountService;
import org.dalgo.people.member.MemberService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;

/** The organisations of the demo and the people in them. */
@ApplicationScoped
@IfBuildProfile(anyOf = {"dev", "test"})
class DemoMembers {

    /** One member, by the slug of their role. */
    record Person(String email, String role) {}

    static final Person ADMIN = new Person("admin@demo.test", "account_manager");
    static final List<Person> PEOPLE = List.of(
            new Person("viewer@demo.test", "report_viewer"),
            new Person("manager@demo.test", "pipeline_manager"),
            ADMIN);

    private final OrgService orgs;
    private final AccountService accounts;
    private final MemberService members;

    @Inject
    DemoMembers(OrgService orgs, AccountService accounts, MemberService members) {
        this.orgs = orgs;
        this.accounts = accounts;
        this.members = members;
    }

    /** The organisation of that name, made if there is none. */
    Uni<OrgView> org(String name) {
        return orgs.find(name)
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found.get()) : orgs.create(name));
    }

    /** Makes them members; those who are stay what they are, and keep their password. */
    Uni<Void> join(OrgView org, List<Person> people, String password) {
        return Multi.createFrom()
                .iterable(people)
                .onItem()
                .transformToUniAndConcatenate(person -> accounts.register(person.email(), password)
                        .chain(account -> members.add(org.id(), account, person.role())))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** The administrator, as if signed in: pipelines record their creator. */
    Uni<Caller> admin(OrgView org) {
        return accounts.find(ADMIN.email())
                .map(account -> new Caller(
                        account,
                        ADMIN.email(),
                        UUID.randomUUID(),
                        org.id(),
                        org.slug(),
                        4,
                        EnumSet.allOf(Permission.class),
                        Instant.now().plus(Duration.ofMinutes(30))));
    }
}
