package org.dalgo.people.notify.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.dalgo.platform.error.Failure;
import org.dalgo.platform.error.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatWebhookTest {

    private static final List<String> HOSTS = List.of("discord.com", "hooks.slack.com");
    private static final String PLANTED = "planted-token";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://discord.com/api/webhooks/1/planted-token",
                "https://evil.test/api/webhooks/1/planted-token",
                "https://discord.com.evil.test/api/webhooks/1/planted-token",
                "https://discord.com@evil.test/planted-token",
                "https://user:planted-token@discord.com/api/webhooks/1/2",
                "https://discord.com:8443/api/webhooks/1/planted-token",
                "https://169.254.169.254/planted-token",
                "https://localhost/planted-token",
                "file:///etc/passwd?planted-token",
                "planted-token",
                "https:// discord.com/planted-token",
            })
    void onlyKnownHostsOverTlsAreAccepted(String address) {
        assertThatThrownBy(() -> ChatWebhook.parse(address, HOSTS, false))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.problem()).isEqualTo(Problem.INVALID))
                .hasMessageNotContaining(PLANTED)
                .hasNoCause();
    }

    @Test
    void anAddressIsNotShown() {
        ChatWebhook webhook = ChatWebhook.parse("https://discord.com/api/webhooks/1/planted-token", HOSTS, false);

        assertThat(webhook.toString()).isEqualTo("https://discord.com/*****");
        assertThat(webhook.reveal()).endsWith(PLANTED);
    }

    @Test
    void discordGetsItsFormatWithoutMentions() {
        ChatWebhook webhook = ChatWebhook.parse("https://discord.com/api/webhooks/1/2", HOSTS, false);

        assertThat(webhook.body("@everyone").toString())
                .isEqualTo("{\"content\":\"@everyone\",\"allowed_mentions\":{\"parse\":[]}}");
        assertThat(webhook.body("x".repeat(5000)).get("content").asText()).hasSizeLessThan(2000);
    }

    @Test
    void slackGetsItsFormat() {
        ChatWebhook webhook = ChatWebhook.parse("https://hooks.slack.com/services/a/b/c", HOSTS, false);

        assertThat(webhook.body("<!channel> a & b").toString()).isEqualTo("{\"text\":\"&lt;!channel&gt; a &amp; b\"}");
    }
}
