package org.dalgo.platform.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dalgo.platform.startup.StartupFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each unsafe setting is refused by name, with its risk and remedy, unless the operator accepts it. */
class ProductionCheckTest {

    private static final String SHORT_KEY = "hunter2";

    /** One unsafe value for each. */
    private static final Map<UnsafeSetting, Map<String, String>> UNSAFE = Map.ofEntries(
            Map.entry(UnsafeSetting.PLAIN_COOKIES, Map.of("dalgo.auth.secure-cookies", "false")),
            Map.entry(UnsafeSetting.OPEN_CORS, Map.of("dalgo.http.web-app-origins", "https://app.example.org, *")),
            Map.entry(UnsafeSetting.PUBLIC_MANAGEMENT, Map.of("quarkus.management.enabled", "false")),
            Map.entry(
                    UnsafeSetting.FORGED_CLIENT_ADDRESSES,
                    Map.of("quarkus.http.proxy.proxy-address-forwarding", "true")),
            Map.entry(UnsafeSetting.SHORT_RUN_WEBHOOK_KEY, Map.of("dalgo.run.webhook-key", SHORT_KEY)),
            Map.entry(UnsafeSetting.SHORT_INGEST_WEBHOOK_KEY, Map.of("dalgo.ingest.webhook-key", SHORT_KEY)),
            Map.entry(UnsafeSetting.LOOPBACK_ADDRESSES, Map.of("dalgo.net.loopback-addresses", "true")),
            Map.entry(UnsafeSetting.LOCAL_REPOSITORIES, Map.of("dalgo.transform.local-repositories", "true")),
            Map.entry(UnsafeSetting.PLAIN_CHAT, Map.of("dalgo.notify.plain-chat", "true")),
            Map.entry(UnsafeSetting.KEPT_MAILS, Map.of("dalgo.mail.keep-contents", "true")),
            Map.entry(UnsafeSetting.MOCKED_MAIL, Map.of("quarkus.mailer.mock", "true")),
            Map.entry(UnsafeSetting.UNVERIFIED_TLS, Map.of("quarkus.mailer.trust-all", "true")));

    @ParameterizedTest
    @EnumSource
    void eachIsRefusedWithItsOptionRiskAndRemedyAndWithoutItsValue(UnsafeSetting setting) {
        assertThatExceptionOfType(StartupFailure.class)
                .isThrownBy(check(UNSAFE.get(setting), Set.of())::refuseUnsafe)
                .withMessageContaining(setting.problem())
                .withMessageContaining("Remedy: " + setting.remedy())
                .withMessageContaining("DALGO_PRODUCTION_ACCEPTED_RISKS=" + setting.acceptedAs())
                .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(1))
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(SHORT_KEY));
    }

    @ParameterizedTest
    @EnumSource
    void anAcceptedOneStartsAndStaysVisible(UnsafeSetting setting) {
        ProductionCheck check = check(UNSAFE.get(setting), EnumSet.of(setting));

        assertThatCode(check::refuseUnsafe).doesNotThrowAnyException();
        assertThat(check.check().await().indefinitely())
                .extracting(CheckResult::state)
                .containsExactly(CheckResult.State.WARNING);
    }

    @Test
    void allAreNamedAtOnce() {
        Map<String, String> two =
                Map.of("dalgo.auth.secure-cookies", "false", "dalgo.transform.local-repositories", "true");

        assertThatExceptionOfType(StartupFailure.class)
                .isThrownBy(check(two, Set.of())::refuseUnsafe)
                .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(2));
    }

    @Test
    void whatIsNotSetIsSafe() {
        ProductionCheck check = check(Map.of(), Set.of());

        assertThatCode(check::refuseUnsafe).doesNotThrowAnyException();
        assertThat(check.check().await().indefinitely())
                .extracting(CheckResult::state)
                .containsExactly(CheckResult.State.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "/.*/", "/https:.*/", "null", "/[/", "https://app.example.org,/.*example/"})
    void originsThatLetForeignPagesInAreOpen(String origins) {
        assertThat(found("dalgo.http.web-app-origins", origins)).containsExactly(UnsafeSetting.OPEN_CORS);
        assertThat(found("quarkus.http.cors.origins", origins)).containsExactly(UnsafeSetting.OPEN_CORS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://app.example.org", "https://a.test,https://b.test", "/https://[a-z]+\\.ngo\\.test/"})
    void originsOfTheWebAppAreNot(String origins) {
        assertThat(found("dalgo.http.web-app-origins", origins)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"dalgo.auth.secure-cookies,true", "dalgo.run.webhook-key,0123456789abcdef", "quarkus.mailer.mock,false"
    })
    void safeValuesAreNotRefused(String name, String value) {
        assertThat(found(name, value)).isEmpty();
    }

    @Test
    void aTrustedProxyMayNameClients() {
        Map<String, String> settings = Map.of(
                "quarkus.http.proxy.proxy-address-forwarding", "true",
                "quarkus.http.proxy.trusted-proxies", "10.0.0.5");

        assertThatCode(check(settings, Set.of())::refuseUnsafe).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "10.0.0.5,0.0.0.0/0", "0.0.0.0/1,128.0.0.0/1"})
    void everybodyIsNoTrustedProxy(String proxies) {
        Map<String, String> settings = Map.of(
                "quarkus.http.proxy.proxy-address-forwarding", "true", "quarkus.http.proxy.trusted-proxies", proxies);

        assertThatExceptionOfType(StartupFailure.class)
                .isThrownBy(check(settings, Set.of())::refuseUnsafe)
                .withMessageContaining(UnsafeSetting.FORGED_CLIENT_ADDRESSES.problem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quarkus.tls.trust-all",
                "quarkus.tls.airbyte.trust-all",
                "quarkus.rest-client.trust-all",
                "quarkus.rest-client.prefect.trust-all",
                "quarkus.datasource.reactive.trust-all",
                "quarkus.mailer.trust-all",
                "QUARKUS_TLS_AIRBYTE_TRUST_ALL"
            })
    void noClientTrustsEverybody(String name) {
        assertThat(found(name, "true")).containsExactly(UnsafeSetting.UNVERIFIED_TLS);
        assertThat(found(name, "false")).isEmpty();
    }

    private static Iterable<UnsafeSetting> found(String name, String value) {
        Settings settings = settings(Map.of(name, value));
        return Arrays.stream(UnsafeSetting.values())
                .filter(setting -> setting.isIn(settings))
                .toList();
    }

    private static ProductionCheck check(Map<String, String> settings, Set<UnsafeSetting> accepted) {
        return new ProductionCheck(settings(settings), accepted, null);
    }

    private static Settings settings(Map<String, String> values) {
        return new Settings(name -> Optional.ofNullable(values.get(name)), values.keySet());
    }
}
