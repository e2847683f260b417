package org.dalgo.people.notify.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.dalgo.platform.error.Failure;

/**
 * The address of a chat channel and the format of its messages. The address alone allows to write into the channel, so it
 * never stands in a text of this class.
 */
public final class ChatWebhook {

    private static final String FIELD = "discord_webhook";
    private static final int MAX_LENGTH = 500;

    /** Discord refuses longer ones; Slack cuts far later. */
    private static final int MAX_MESSAGE_LENGTH = 1900;

    private final URI address;

    private ChatWebhook(URI address) {
        this.address = address;
    }

    /**
     * Reads an address that a person typed.
     *
     * @param hosts to which it may point
     * @param plain whether it may do without TLS and with a port of its own
     * @throws Failure INVALID, naming what is wrong without repeating the address
     */
    static ChatWebhook parse(String text, List<String> hosts, boolean plain) {
        if (text.length() > MAX_LENGTH) {
            throw Failure.invalid(FIELD, "is too long");
        }
        ChatWebhook webhook = ofStored(text.strip());
        URI address = webhook.address;
        if (!"https".equals(scheme(address)) && !(plain && "http".equals(scheme(address)))) {
            throw Failure.invalid(FIELD, "must begin with https://");
        }
        boolean ownPort = address.getPort() != -1 && address.getPort() != 443;
        if (address.getHost() == null || address.getUserInfo() != null || (ownPort && !plain)) {
            throw Failure.invalid(FIELD, "is not the address of a webhook");
        }
        if (hosts.stream().noneMatch(host -> host.strip().equalsIgnoreCase(address.getHost()))) {
            throw Failure.invalid(FIELD, "must be at one of " + String.join(", ", hosts));
        }
        return webhook;
    }

    /** Reads an address that was accepted before. */
    static ChatWebhook ofStored(String text) {
        try {
            return new ChatWebhook(new URI(text));
        } catch (URISyntaxException e) {
            // Its message would repeat the address.
            throw Failure.invalid(FIELD, "is not an address");
        }
    }

    /** The address itself, for where it is used. */
    public String reveal() {
        return address.toString();
    }

    String host() {
        return address.getHost();
    }

    int port() {
        int given = address.getPort();
        return given != -1 ? given : tls() ? 443 : 80;
    }

    boolean tls() {
        return "https".equals(scheme(address));
    }

    /** What follows the host. */
    String path() {
        String query = address.getRawQuery();
        return query == null ? address.getRawPath() : address.getRawPath() + "?" + query;
    }

    /** Where it leads, without what makes it work. */
    public String masked() {
        return address.getScheme() + "://" + address.getHost() + "/*****";
    }

    /** The message in the format of the chat server: Discord by its path, any other one in the format of Slack. */
    ObjectNode body(String message) {
        String cut = message.length() <= MAX_MESSAGE_LENGTH ? message : message.substring(0, MAX_MESSAGE_LENGTH) + "…";
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (!address.getRawPath().startsWith("/api/webhooks/")) {
            return body.put(
                    "text", cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        }
        body.put("content", cut);
        // The name of a pipeline must not mention all members of the channel.
        body.putObject("allowed_mentions").putArray("parse");
        return body;
    }

    @Override
    public String toString() {
        return masked();
    }

    private static String scheme(URI address) {
        return address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
    }
}
