package org.dalgo.testsupport;

import io.quarkus.vertx.VertxContextSupport;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.dalgo.people.account.AccountService;
import org.dalgo.people.member.MemberService;
import org.dalgo.people.org.OrgService;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.security.Caller;
import org.dalgo.platform.security.Permission;

/** Makes organisations and people for a test, through the services a click reaches, and signs them in. */
@ApplicationScoped
public class TestPeople {

    public static final String PASSWORD = "correct horse battery";

    @Inject
    OrgService orgs;

    @Inject
    AccountService accounts;

    @Inject
    MemberService members;

    /** A new organisation with a name that no other test uses. */
    public OrgView org() {
        return await(() -> orgs.create("ngo " + UUID.randomUUID().toString().substring(0, 8)));
    }

    /** A new member of the organisation in that role; answers their address. */
    public String member(OrgView org, String role) {
        String email = role + "-" + UUID.randomUUID().toString().substring(0, 8) + "@ngo.test";
        join(org, email, role);
        return email;
    }

    /** Makes the person of that address a member; registers them when they are new. */
    public void join(OrgView org, String email, String role) {
        await(() -> accounts.register(email, PASSWORD).chain(account -> members.add(org.id(), account, role)));
    }

    /** Access token of a fresh sign-in. */
    public String token(String email) {
        return RestAssured.given()
                .contentType("application/json")
                .body(Map.of("username", email, "password", PASSWORD))
                .post("/api/login/")
                .then()
                .statusCode(200)
                .extract()
                .path("token");
    }

    /** A new member in that role as a caller, for services that are called without a request. */
    public Caller caller(OrgView org, String role) {
        String email = member(org, role);
        long account = await(() -> accounts.find(email));
        return new Caller(
                account,
                email,
                UUID.randomUUID(),
                org.id(),
                org.slug(),
                4,
                EnumSet.allOf(Permission.class),
                Instant.now().plus(Duration.ofMinutes(30)));
    }

    /** Entries of the audit log about things of that type, newest first, as an account manager reads them. */
    public ValidatableResponse audit(OrgView org, String type) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token(member(org, "account_manager")))
                .header("x-dalgo-org", org.slug())
                .get("/api/audit?resource_type=" + type)
                .then()
                .statusCode(200);
    }

    /** Waits for the result of a pipeline, on a context in which the database may be used. */
    public static <T> T await(Supplier<Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
