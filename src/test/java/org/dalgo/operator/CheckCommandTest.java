package org.dalgo.operator;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.dalgo.flow.PrefectStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The table of the command {@code check}, on a real database and before upstreams that are well, ill and away. */
@QuarkusTest
@TestProfile(OperatedProfile.class)
class CheckCommandTest {

    private static final int SMTP = OperatedProfile.mailPort();

    private record Outcome(int code, String table) {}

    @Inject
    CommandLine.IFactory factory;

    private final WireMockServer upstream = PrefectStub.server();
    private final GreenMail mailServer = new GreenMail(new ServerSetup(SMTP, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void everythingIsWell() {
        mailServer.setUser("dalgo@ngo.test", OperatedProfile.MAIL_USER, OperatedProfile.MAIL_PASSWORD);
        mailServer.start();
        PrefectStub.reset();
        prefect("3.8.8", true, "ONLINE", "READY", Instant.now());
        upstream.stubFor(get(urlEqualTo("/api/v1/health")).willReturn(okJson("{\"available\": true}")));
        upstream.stubFor(get(urlEqualTo("/api/v1/instance_configuration"))
                .willReturn(okJson("{\"version\": \"1.8.0\", \"edition\": \"community\"}")));
        upstream.stubFor(post(urlPathMatching("/api/v1/workspaces/list.*")).willReturn(okJson("{\"workspaces\": []}")));
    }

    @AfterEach
    void stop() {
        mailServer.stop();
        PrefectStub.reset();
    }

    @Test
    void systemsThatAreWellAreListedInWords() {
        Outcome outcome = check();

        assertThat(outcome.table())
                .contains("PostgreSQL 1")
                .contains("owns the database")
                .contains("row-level security binds the role dalgo_tenant")
                .contains("row-level security binds the role dalgo_across")
                .contains("the schema is current")
                .contains("take dalgo_across")
                .contains("Prefect 3.8.8, log streaming on")
                .contains("1 workers online in the pool dalgo")
                .contains("the queue ddp is served")
                .contains("the queue manual-dbt is served")
                .contains("Airbyte 1.8.0")
                .contains("workspaces can be read")
                .contains("127.0.0.1:" + SMTP + " accepts mails, not encrypted, signed in")
                .contains("every stored credential has its key")
                .doesNotContain(OperatedProfile.MAIL_PASSWORD);
        // Tests speak plain HTTP, which no installation should.
        assertThat(outcome.table()).contains("FAILED   Settings").contains("dalgo.auth.secure-cookies");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(failuresOf(outcome)).allMatch(line -> line.contains(" Settings "));
    }

    @Test
    void anOldPrefectWithoutWorkersAndStreamsIsNamedPointByPoint() {
        prefect("3.4.0", false, "OFFLINE", "NOT_READY", Instant.now().minusSeconds(3600));

        assertThat(check().table())
                .contains("FAILED   Prefect          Prefect 3.4.0 cannot be used")
                .contains("version 3.4.7 or newer is needed")
                .contains("PREFECT_SERVER_LOGS_STREAM_OUT_ENABLED and PREFECT_SERVER_LOGS_STREAM_PUBLISHING_ENABLED")
                .contains("FAILED   Prefect          no worker is online in the pool dalgo")
                .contains("remedy: start one: prefect worker start --pool dalgo")
                .contains("FAILED   Prefect          the queue ddp is NOT_READY")
                .containsPattern("FAILED   Prefect          its clock differs by 36\\d\\d s");
    }

    @Test
    void aSystemThatIsAwayCostsOneLineAndHidesNoOther() {
        upstream.stubFor(
                get(urlEqualTo("/api/admin/version")).willReturn(aResponse().withStatus(401)));
        upstream.stubFor(post(urlPathMatching("/api/v1/workspaces/list.*"))
                .willReturn(aResponse().withStatus(403)));
        mailServer.stop();

        Outcome outcome = check();

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.table())
                .contains("FAILED   Prefect")
                .contains("remedy: check DALGO_PREFECT_URL (with /api) and DALGO_PREFECT_AUTH_STRING")
                .contains("FAILED   Airbyte          workspaces cannot be read")
                .contains("remedy: check DALGO_AIRBYTE_AUTH_*")
                .contains("FAILED   Mail server      127.0.0.1:" + SMTP + " cannot be used")
                .contains("the schema is current");
    }

    @Test
    void aSilentSystemIsGivenUpInTime() {
        upstream.stubFor(get(urlEqualTo("/api/admin/version"))
                .willReturn(okJson("\"3.8.8\"").withFixedDelay(60_000)));

        assertThat(check().table()).containsPattern("FAILED   Prefect +.*(no answer within 8 s|did not answer)");
    }

    private void prefect(String version, boolean streaming, String worker, String queue, Instant clock) {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.atOffset(ZoneOffset.UTC));
        upstream.stubFor(com.github.tomakehurst.wiremock.client.WireMock.head(urlEqualTo("/api"))
                .willReturn(aResponse().withHeader("Date", date)));
        upstream.stubFor(get(urlEqualTo("/api/admin/version")).willReturn(okJson("\"" + version + "\"")));
        upstream.stubFor(get(urlEqualTo("/api/admin/settings"))
                .willReturn(okJson(
                        """
                        {"server": {"logs": {"stream_out_enabled": %s, "stream_publishing_enabled": true},
                                    "api": {"default_limit": 200}}}
                        """
                                .formatted(streaming))));
        upstream.stubFor(post(urlEqualTo("/api/work_pools/dalgo/workers/filter"))
                .willReturn(okJson("[{\"name\": \"one\", \"status\": \"" + worker + "\"}]")));
        upstream.stubFor(get(urlPathMatching("/api/work_pools/dalgo/queues/.*"))
                .willReturn(okJson("{\"name\": \"x\", \"status\": \"" + queue + "\"}")));
    }

    private Outcome check() {
        StringWriter out = new StringWriter();
        int code = OperatorApplication.commandLine(factory)
                .setOut(new PrintWriter(out, true))
                .execute(CheckCommand.NAME);
        return new Outcome(code, out.toString());
    }

    private static Iterable<String> failuresOf(Outcome outcome) {
        return outcome.table().lines().filter(line -> line.startsWith("FAILED")).toList();
    }
}
