package org.dalgo.people.notify.mail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class MailTemplatesTest {

    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("link", "https://app.test/invitations?invite_code=a&b"),
            Map.entry("inviter", "asha@ngo.test"),
            Map.entry("changer", "asha@ngo.test"),
            Map.entry("requester", "asha@ngo.test"),
            Map.entry("organisation", "Shelter <b>& Care</b>"),
            Map.entry("role", "Pipeline manager"),
            Map.entry("plan", "Dalgo"),
            Map.entry("expires", "27 August 2026"),
            Map.entry("subject", "the pipeline nightly"),
            Map.entry("state", "Failed"),
            Map.entry("message", "A step failed."));

    @Inject
    MailTemplates templates;

    @Inject
    MailQueue mailQueue;

    @Inject
    TenantTransactions tenantTransactions;

    @ParameterizedTest
    @EnumSource(MailKind.class)
    void everyKindHasAPageAndATextWithItsLink(MailKind kind) {
        MailText mail = TestPeople.await(() -> templates.write(kind, VALUES));

        assertThat(mail.subject()).isNotBlank().doesNotContain("\n", "{");
        assertThat(mail.text()).contains(VALUES.get("link")).doesNotContain("{", "<p");
        assertThat(mail.html())
                .contains("href=\"https://app.test/invitations?invite_code=a&amp;b\"")
                .doesNotContain("{", "<b>& Care");
    }

    @Test
    void aNameCannotEndTheSubject() {
        Map<String, String> values = new HashMap<>(VALUES);
        values.put("organisation", "Shelter\r\nBcc: everybody@ngo.test");

        MailText mail = TestPeople.await(() -> templates.write(MailKind.INVITATION, values));

        assertThat(mail.subject()).isEqualTo("asha@ngo.test invites you to Shelter Bcc: everybody@ngo.test on Dalgo");
    }

    @Test
    void aValueThatIsMissingIsAFailure() {
        assertThatThrownBy(() -> TestPeople.await(() -> templates.write(MailKind.INVITATION, Map.of("link", "x"))))
                .hasMessageContaining("inviter");
    }

    @Test
    void developmentReadsItsMailsOnAPage() {
        String to = "reader-" + UUID.randomUUID() + "@ngo.test";
        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.MAIL,
                () -> mailQueue.enqueue(
                        MailKind.VERIFICATION, to, null, Map.of("link", "https://app.test/v?token=t"))));

        given().get("/mailbox")
                .then()
                .statusCode(200)
                .contentType(containsString("text/html"))
                .header("Content-Security-Policy", containsString("sandbox"))
                .body(containsString(to))
                .body(not(containsString("<script")));
        Integer id = given().get("/mailbox/list")
                .then()
                .statusCode(200)
                .extract()
                .path("find { it.recipient == '" + to + "' }.id");
        given().get("/mailbox/" + id).then().statusCode(200).body(containsString("https://app.test/v?token=t"));
        given().get("/mailbox/0").then().statusCode(404).body("detail", equalTo("there is no such mail"));
    }
}
