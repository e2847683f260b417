package org.dalgo.data.unsupported;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Optional;

/**
 * What a page that lists an absent feature receives: nothing, in the shape that it reads. Shapes are those of the web
 * app's own calls; where only a list is known to be expected, it is the empty list.
 */
final class UnsupportedFeatureResponses {

    private static final Pattern OUTER_SLASHES = Pattern.compile("^/+|/+$");

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Map<String, JsonNode> BY_PATH = Map.ofEntries(
            Map.entry("alerts", page()),
            Map.entry("charts", page()),
            Map.entry("charts/available-layers", list()),
            Map.entry("charts/geojsons", list()),
            Map.entry("charts/hierarchy", list()),
            Map.entry("charts/regions", list()),
            Map.entry("charts/regions/export-names", list()),
            Map.entry("dashboards", list()),
            Map.entry("dashboards/filter-options", list()),
            Map.entry("dashboards/landing-page/resolve", landingPage()),
            Map.entry("kpis", page()),
            Map.entry("kpis/program-tags", list()),
            Map.entry("metrics", page()),
            Map.entry("reports", list()),
            Map.entry("reports/mentionable-users", list()));

    private UnsupportedFeatureResponses() {}

    /**
     * The answer to a reading request.
     *
     * @param path below {@code /api}, with or without slashes at its ends
     * @return empty when the address names one thing of the feature: that thing does not exist
     */
    static Optional<JsonNode> forPath(String path) {
        return Optional.ofNullable(BY_PATH.get(OUTER_SLASHES.matcher(path).replaceAll("")));
    }

    private static JsonNode list() {
        return JSON.arrayNode();
    }

    private static JsonNode page() {
        ObjectNode page = JSON.objectNode();
        page.putArray("data");
        return page.put("total", 0).put("page", 1).put("page_size", 10).put("total_pages", 0);
    }

    /** The landing page requests it and shows "no dashboard yet" when there is none. */
    private static JsonNode landingPage() {
        return JSON.objectNode()
                .putNull("dashboard_id")
                .putNull("dashboard_title")
                .putNull("dashboard_type")
                .put("source", "none");
    }
}
