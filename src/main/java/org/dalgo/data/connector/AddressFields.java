package org.dalgo.data.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
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

    /** Parameters of drivers that lead to a server although their names do not say so. */
    private static final Set<String> OTHER_PARAMETERS =
            Set.of("failoverpartner", "failover_partner", "socketfactoryarg", "data source", "source", "addr");

    private static final String SCHEME_END = "://";

    /** Last parts of file names, which no host name ends in. */
    private static final Set<String> FILE_TYPES =
            Set.of("avro", "csv", "json", "jsonl", "parquet", "sql", "tsv", "txt", "xls", "xlsx", "xml");

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

    /**
     * Hosts that the values of a configuration name, whatever its fields are called: in URLs, in parameters of drivers, and
     * values that can be a host name with a domain.
     */
    public static Set<String> namedHosts(JsonNode config) {
        Set<String> hosts = new LinkedHashSet<>();
        collect(false, config, hosts);
        collectNames(config, hosts);
        return hosts;
    }

    private static void collectNames(JsonNode value, Set<String> hosts) {
        if (value.isContainerNode()) {
            value.forEach(child -> collectNames(child, hosts));
        } else if (value.isTextual() && isDomainName(value.asText())) {
            addAuthority(value.asText(), hosts);
        }
    }

    /** Whether a text begins with labels and dots, as the name of a host with its domain does; a file has such a name too. */
    private static boolean isDomainName(String text) {
        String name = text.strip();
        int end = 0;
        while (end < name.length()
                && (Character.isLetterOrDigit(name.charAt(end)) || "-_.".indexOf(name.charAt(end)) >= 0)) {
            end++;
        }
        boolean ends = end == name.length() || ":/?#".indexOf(name.charAt(end)) >= 0;
        int dot = name.lastIndexOf('.', end - 1);
        if (!ends || dot <= 0 || dot == end - 1) {
            return false;
        }
        String last = name.substring(dot + 1, end).toLowerCase(Locale.ROOT);
        boolean number = !Character.isLetter(last.charAt(0));
        return number ? name.chars().limit(end).filter(c -> c == '.').count() == 3 : !FILE_TYPES.contains(last);
    }

    private static void collect(boolean address, JsonNode value, Set<String> hosts) {
        if (value.isObject()) {
            value.properties().forEach(field -> collect(address || isAddress(field.getKey()), field.getValue(), hosts));
        } else if (value.isArray()) {
            value.forEach(element -> collect(address, element, hosts));
        } else if (value.isTextual()) {
            String text = value.asText();
            boolean parameters = text.indexOf('=') >= 0;
            boolean urls = addUrls(text, hosts);
            if (address && !(urls && beginsWithScheme(text)) && (!parameters || beginsWithAuthority(text))) {
                addAuthority(text, hosts);
            }
            if (parameters) {
                addParameters(address, text, hosts);
            }
        }
    }

    private static boolean beginsWithScheme(String text) {
        String url = text.strip();
        int end = url.indexOf(SCHEME_END);
        return end > 0
                && url.chars().limit(end).allMatch(c -> Character.isLetterOrDigit(c) || "+.-:".indexOf(c) >= 0)
                && Character.isLetter(url.charAt(0));
    }

    /** Whether what a parameter could be stands behind a host: in its path, its query, its fragment, or after its user. */
    private static boolean beginsWithAuthority(String text) {
        return text.indexOf('@') >= 0 || text.chars().takeWhile(c -> c != '=').anyMatch(c -> "/?#\\".indexOf(c) >= 0);
    }

    /** Hosts of all URLs in a text; answers whether there is one. */
    private static boolean addUrls(String text, Set<String> hosts) {
        int scheme = text.indexOf(SCHEME_END);
        boolean found = scheme >= 0;
        while (scheme >= 0) {
            int from = scheme + SCHEME_END.length();
            addAuthority(text.substring(from), hosts);
            scheme = text.indexOf(SCHEME_END, from);
        }
        return found;
    }

    /**
     * Hosts in parameters as drivers take them: {@code PGHOST=10.0.0.1&ssl=true}, {@code Server=tcp:db.test,1433;Database=x},
     * {@code host=db.test port=5432}. A part without a name continues the list before it.
     *
     * @param field whether the name of the field says that it holds an address
     */
    private static void addParameters(boolean field, String text, Set<String> hosts) {
        boolean address = field;
        StringTokenizer parts = new StringTokenizer(text, "&;,?(){} \t\r\n");
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken();
            int equals = part.indexOf('=');
            if (equals >= 0) {
                String name = decoded(part.substring(0, equals));
                address = isAddress(name) || OTHER_PARAMETERS.contains(name.toLowerCase(Locale.ROOT));
            }
            String value = decoded(part.substring(equals + 1));
            if (address && !addUrls(value, hosts)) {
                addAuthority(value, hosts);
            } else if (equals >= 0) {
                addUrls(value, hosts);
            }
        }
    }

    /** Of a name, a name with a port, the rest of a URL, or a list of them as message brokers and replica sets have. */
    private static void addAuthority(String text, Set<String> hosts) {
        String authority = text.strip();
        int end = 0;
        while (end < authority.length() && "/?#\\ \t\r\n".indexOf(authority.charAt(end)) < 0) {
            end++;
        }
        authority = authority.substring(authority.lastIndexOf('@', end - 1) + 1, end);
        StringTokenizer each = new StringTokenizer(authority, ",;");
        while (each.hasMoreTokens()) {
            addHost(decoded(each.nextToken()), hosts);
        }
    }

    private static void addHost(String host, Set<String> hosts) {
        int bracket = host.indexOf(']');
        if (host.startsWith("[") && bracket > 0) {
            hosts.add(host.substring(1, bracket));
            return;
        }
        int colon = host.indexOf(':');
        if (colon < 0 || isIpv6(host)) {
            add(host, hosts);
            return;
        }
        // With its port, or behind a protocol: tcp:db.test, jdbc:oracle:thin:@db.test:1521:x.
        StringTokenizer parts = new StringTokenizer(host, ":");
        while (parts.hasMoreTokens()) {
            String part = parts.nextToken();
            add(part, hosts);
        }
    }

    private static void add(String host, Set<String> hosts) {
        if (!host.isEmpty() && !isPort(host)) {
            hosts.add(host);
        }
    }

    /** As an address such a number would be one of 0.0.0.0/8, to which no connection is possible; except 0 itself. */
    private static boolean isPort(String text) {
        if (text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int number = Integer.parseInt(text);
        return number > 0 && number <= 65_535;
    }

    private static boolean isIpv6(String host) {
        int first = host.indexOf(':');
        String zoneless = host.indexOf('%') < 0 ? host : host.substring(0, host.indexOf('%'));
        return first != host.lastIndexOf(':')
                && host.substring(0, first).indexOf('.') < 0
                && zoneless.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
    }

    /** Drivers and clients decode what is escaped. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
