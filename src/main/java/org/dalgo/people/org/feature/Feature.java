package org.dalgo.people.org.feature;

/** Features that the web app hides unless they are switched on; the names are those it knows. */
public enum Feature {
    AI_DATA_ANALYSIS,
    DATA_QUALITY,
    DATA_STATISTICS,
    EMBED_SUPERSET,
    LOG_SUMMARIZATION,
    REPORTS,
    USAGE_DASHBOARD
}
