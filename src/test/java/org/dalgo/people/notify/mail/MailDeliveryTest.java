package org.dalgo.people.notify.mail;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dalgo.operator.OperatedProfile;
import org.dalgo.platform.tenancy.CrossTenantPurpose;
import org.dalgo.platform.tenancy.Sql;
import org.dalgo.platform.tenancy.TenantTransactions;
import org.dalgo.platform.tenancy.TestRows;
import org.dalgo.testsupport.TestPeople;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mail on its way to a real server, which is not always there. */
@QuarkusTest
@TestProfile(OperatedProfile.class)
class MailDeliveryTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    MeterRegistry meters;

    @Inject
    MailQueue mailQueue;

    @Inject
    MailLinks links;

    @Inject
    TenantTransactions tenantTransactions;

    @Inject
    Sql sql;

    private int port;
    private GreenMail server;
    private String recipient;

    @BeforeEach
    void aRecipient() {
        port = OperatedProfile.mailPort();
        recipient = "asha-" + UUID.randomUUID() + "@ngo.test";
        // While a server is down few mails may try it: those that other tests left would take the turns of ours.
        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.JOB_QUEUE, () -> sql.update("delete from job where kind = $1", MailQueue.JOB)));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Test
    void aMailArrivesWithItsLinkAndIsForgotten() throws Exception {
        start();

        enqueueMail();

        await().atMost(SOON).until(() -> !received().isEmpty());
        MimeMessage mail = received().get(0);
        assertThat(mail.getSubject()).isEqualTo("asha@ngo.test invites you to Shelter on Dalgo");
        assertThat(mail.getAllRecipients()[0]).hasToString(recipient);
        assertThat(mail.getFrom()[0]).hasToString("Dalgo <no-reply@localhost>");
        String body = GreenMailUtil.getWholeMessage(mail);
        assertThat(body).contains("multipart/alternative", "text/plain", "text/html");
        assertThat(body.replace("=\r\n", "").replace("=3D", "="))
                .contains("http://localhost:3001/invitations?invite_code=planted-code");
        awaitState("sent");
        Object[] row = row();
        assertThat(row[1]).isEqualTo(1);
        assertThat(row[2]).isNull();
        assertThat(row[3]).as("contents").isEqualTo(true);
    }

    @Test
    void aServerThatIsDownGetsTheMailLater() throws Exception {
        double failed = deliveries("failed");
        double sent = deliveries("sent");
        enqueueMail();
        await().atMost(SOON).until(() -> (Integer) row()[1] >= 1);
        assertThat(deliveries("failed")).isGreaterThan(failed);
        assertThat(deliveries("sent")).isEqualTo(sent);
        assertThat(row()[0]).isEqualTo("queued");
        assertThat((String) row()[2])
                .startsWith("the mail server cannot be reached: ")
                .doesNotContain("planted-code");

        start();

        awaitState("sent");
        assertThat(received()).hasSize(1);
        assertThat(deliveries("sent")).isEqualTo(sent + 1);
    }

    private double deliveries(String outcome) {
        return meters.get("dalgo.notification.deliveries")
                .tags("channel", "mail", "outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void aServerThatDoesNotAnswerIsNotWaitedForLong() throws IOException {
        try (ServerSocket silent = new ServerSocket(port, 50, InetAddress.getByName("127.0.0.1"))) {
            assertThat(silent.isBound()).isTrue();

            enqueueMail();

            await().atMost(SOON).until(() -> (Integer) row()[1] >= 1);
            assertThat(row()[2]).isEqualTo("the mail server did not answer in time");
        }
    }

    @Test
    void whatWasSentIsNotLegible() {
        given().get("/mailbox/list").then().statusCode(200).body("size()", equalTo(0));
    }

    private void start() {
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("dalgo@ngo.test", OperatedProfile.MAIL_USER, OperatedProfile.MAIL_PASSWORD);
        server.start();
    }

    /** What came for this test's recipient: the server also gets what other tests left behind. */
    private List<MimeMessage> received() throws MessagingException {
        List<MimeMessage> mine = new ArrayList<>();
        for (MimeMessage mail : server.getReceivedMessages()) {
            if (mail.getAllRecipients()[0].toString().equals(recipient)) {
                mine.add(mail);
            }
        }
        return mine;
    }

    private void enqueueMail() {
        Map<String, String> values = Map.of(
                "link", links.invitation("planted-code"),
                "inviter", "asha@ngo.test",
                "organisation", "Shelter",
                "role", "Pipeline manager",
                "expires", "27 August 2026");
        TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.MAIL, () -> mailQueue.enqueue(MailKind.INVITATION, recipient, null, values)));
    }

    private void awaitState(String state) {
        await().atMost(SOON).until(() -> state.equals(row()[0]));
    }

    private Object[] row() {
        return TestPeople.await(() -> tenantTransactions.acrossOrgs(
                CrossTenantPurpose.MAIL,
                () -> TestRows.first(
                        sql,
                        "select state, attempts, last_error, contents is null from mail_delivery where recipient = $1",
                        recipient)));
    }
}
