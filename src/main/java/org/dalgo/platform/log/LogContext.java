package org.dalgo.platform.log;

import java.util.UUID;
import org.dalgo.platform.tenancy.OrgId;
import org.jboss.logging.MDC;

/**
 * The ids that log lines of the current context carry. They live in the Vert.x context of a request or of detached work and
 * end with it; call these methods there only. Ids say who and what, and never contain an address or a name.
 */
public final class LogContext {

    private static final String REQUEST = "request";
    private static final String ORG = "org";
    private static final String CALLER = "caller";
    private static final String RUN = "run";
    private static final String JOB = "job";

    private LogContext() {}

    public static void putRequest(String id) {
        MDC.put(REQUEST, id);
    }

    /** The account that calls. */
    public static void putCaller(long account) {
        MDC.put(CALLER, Long.toString(account));
    }

    /** The organisation; null for work of the whole installation. */
    public static void putOrg(OrgId org) {
        if (org != null) {
            MDC.put(ORG, Long.toString(org.value()));
        }
    }

    /** Prefect's id of the run; null while it has none. */
    public static void putRun(UUID flowRunId) {
        if (flowRunId != null) {
            MDC.put(RUN, flowRunId.toString());
        }
    }

    public static void putJob(String kind, long id) {
        MDC.put(JOB, kind + " " + id);
    }
}
