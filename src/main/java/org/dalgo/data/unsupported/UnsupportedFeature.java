package org.dalgo.data.unsupported;

/** A feature of the web app that has no room here, by the name that a person reads. */
enum UnsupportedFeature {
    AI_ANALYSIS("AI analyses are"),
    ALERTS("alerts are"),
    CHARTS("charts are"),
    DASHBOARDS("dashboards are"),
    DATA_QUALITY("data quality reports are"),
    EMBEDDED_DASHBOARDS("embedded dashboards are"),
    FREE_TRIALS("free trials are"),
    KPIS("KPIs are"),
    LOG_SUMMARIES("summaries of logs are"),
    METRICS("metrics are"),
    REPORTS("reports are");

    private final String subject;

    UnsupportedFeature(String subject) {
        this.subject = subject;
    }

    /** The sentence shown to a person who wants to use it. */
    String message() {
        return subject + " not part of this product";
    }

    /** The feature that an address below {@code /api} belongs to, by its first word. */
    static UnsupportedFeature forPath(String path) {
        String bare = path.startsWith("/") ? path.substring(1) : path;
        int end = bare.indexOf('/');
        return switch (end < 0 ? bare : bare.substring(0, end)) {
            case "alerts" -> ALERTS;
            case "charts", "filters" -> CHARTS;
            case "kpis" -> KPIS;
            case "metrics" -> METRICS;
            case "reports" -> REPORTS;
            case "superset" -> EMBEDDED_DASHBOARDS;
            default -> DASHBOARDS;
        };
    }
}
