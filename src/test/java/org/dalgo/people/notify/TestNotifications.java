package org.dalgo.people.notify;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.dalgo.people.notify.mail.MailKind;
import org.dalgo.people.notify.mail.MailQueue;
import org.dalgo.people.org.OrgView;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;

/** Notifies organisations, and reads their rows. */
@ApplicationScoped
public class TestNotifications {

    @Inject
    NotificationService notifications;

    @Inject
    MailQueue mailQueue;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    @Inject
    TestPeople people;

    /** Notifies the managers of the organisation. */
    public void publish(OrgView org, String message) {
        Map<String, String> values = values(org, message);
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(),
                () -> notifications.notifyManagers(
                        org.id(), new NotificationMessage(message, true, MailKind.RUN_FAILED, values))));
    }

    /** Queues a mail of a failed run for that address, as a notification did before. */
    public void mail(OrgView org, String recipient) {
        TestPeople.await(() -> tenantTransactions.inOrg(
                org.id(), () -> mailQueue.enqueue(MailKind.RUN_FAILED, recipient, org.id(), values(org, "failed"))));
    }

    private static Map<String, String> values(OrgView org, String message) {
        return Map.of(
                "link", "http://localhost:3001/orchestrate",
                "organisation", org.name(),
                "subject", "the pipeline nightly",
                "state", "Failed",
                "message", message);
    }

    /** Rows of a query whose first parameter is the organisation's id; also of what its own people cannot read. */
    public List<Object[]> rows(OrgView org, String query) {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.HOUSEKEEPING,
                () -> TestRows.select(sql, query, org.id().value())));
    }

    /** A request of that member. */
    public RequestSpecification as(OrgView org, String email) {
        return RestAssured.given()
                .header("Authorization", "Bearer " + people.token(email))
                .header("x-dalgo-org", org.slug())
                .contentType("application/json");
    }
}
