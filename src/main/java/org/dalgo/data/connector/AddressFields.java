package org.dalgo.data.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;

/** Fields of a configuration that say where a connector connects to. */
public final class AddressFields {

    /** Words in the name of a field that holds an address or a part of one. */
    private static final Set<String> WORDS = Set.of(
            "address",
            "domain",
            "endpoint",
            "endpoints",
            "host",
            "hostname",
            "hosts",
            "port",
            "proxy",
            "server",
            "servers",
            "site",
            "subdomain",
            "uri",
            "url",
            "urls");

    private static final List<String> ENDINGS = List.of("host", "url", "domain");

    private AddressFields() {}

    /** Whether a field of that name says where a connector connects to. */
    public static boolean isAddress(String field) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (Character.isUpperCase(c) && i > 0 && Character.isLowerCase(field.charAt(i - 1))) {
                words.append(' ');
            }
            words.append(Character.isLetter(c) ? c : ' ');
        }
        StringTokenizer each = new StringTokenizer(words.toString().toLowerCase(Locale.ROOT));
        while (each.hasMoreTokens()) {
            String word = each.nextToken();
            if (WORDS.contains(word) || ENDINGS.stream().anyMatch(word::endsWith)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Hosts that a configuration names. Behind an SSH tunnel only that of the tunnel: it resolves the other names.
     *
     * @param specification schema of the connector; where it has no tunnel, a tunnel of the configuration counts as none
     */
    static Set<String> hosts(JsonNode specification, ObjectNode config) {
        Set<String> hosts = new LinkedHashSet<>();
        String tunnel = specification.at("/properties/tunnel_method").isObject()
                ? config.at("/tunnel_method/tunnel_method").asText("NO_TUNNEL")
                : "NO_TUNNEL";
        config.properties().forEach(field -> {
            boolean behind = !tunnel.equals("NO_TUNNEL") && field.getKey().equals("host");
            if (!behind) {
                collect(isAddress(field.getKey()), field.getValue(), hosts);
            }
        });
        return hosts;
    }

    private static void collect(boolean address, JsonNode value, Set<String> hosts) {
        if (value.isObject()) {
            value.properties().forEach(field -> collect(address || isAddress(field.getKey()), field.getValue(), hosts));
        } else if (value.isArray()) {
            value.forEach(element -> collect(address, element, hosts));
        } else if (value.isTextual() && (address || value.asText().contains("://"))) {
            addHosts(value.asText(), hosts);
        }
    }

    /** Of a name, a name with a port, a URL, or a list of them as message brokers and replica sets have. */
    private static void addHosts(String text, Set<String> hosts) {
        int scheme = text.indexOf("://");
        String authority = text.substring(scheme < 0 ? 0 : scheme + 3).strip();
        int end = 0;
        while (end < authority.length() && "/?#\\ \t\r\n".indexOf(authority.charAt(end)) < 0) {
            end++;
        }
        authority = authority.substring(authority.lastIndexOf('@', end - 1) + 1, end);
        StringTokenizer each = new StringTokenizer(authority, ",;");
        while (each.hasMoreTokens()) {
            String host = withoutPort(each.nextToken());
            if (!host.isEmpty()) {
                hosts.add(host);
            }
        }
    }

    private static String withoutPort(String host) {
        int bracket = host.indexOf(']');
        if (host.startsWith("[") && bracket > 0) {
            return host.substring(1, bracket);
        }
        int colon = host.indexOf(':');
        return colon >= 0 && colon == host.lastIndexOf(':') ? host.substring(0, colon) : host;
    }
}
