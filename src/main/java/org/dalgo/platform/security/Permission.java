package org.dalgo.platform.security;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A named question about the caller. Which role may what is data (table {@code role_permission}); the
 * web app gates its controls by the same slugs.
 */
public enum Permission {
    CAN_ACCEPT_TNC,
    CAN_CREATE_ALERTS,
    CAN_CREATE_CHARTS,
    CAN_CREATE_CONNECTION,
    CAN_CREATE_DASHBOARDS,
    CAN_CREATE_DBT_DOCS,
    CAN_CREATE_DBT_MODEL,
    CAN_CREATE_DBT_WORKSPACE,
    CAN_CREATE_INVITATION,
    CAN_CREATE_KPIS,
    CAN_CREATE_METRICS,
    CAN_CREATE_ORG,
    CAN_CREATE_ORGTASK,
    CAN_CREATE_ORGUSER,
    CAN_CREATE_PIPELINE,
    CAN_CREATE_SOURCE,
    CAN_CREATE_WAREHOUSE,
    CAN_DELETE_ALERTS,
    CAN_DELETE_CHARTS,
    CAN_DELETE_CONNECTION,
    CAN_DELETE_DASHBOARDS,
    CAN_DELETE_DBT_MODEL,
    CAN_DELETE_DBT_OPERATION,
    CAN_DELETE_DBT_WORKSPACE,
    CAN_DELETE_INVITATION,
    CAN_DELETE_KPIS,
    CAN_DELETE_METRICS,
    CAN_DELETE_ORGTASK,
    CAN_DELETE_ORGUSER,
    CAN_DELETE_PIPELINE,
    CAN_DELETE_SOURCE,
    CAN_DELETE_WAREHOUSES,
    CAN_EDIT_ALERTS,
    CAN_EDIT_CHARTS,
    CAN_EDIT_CONNECTION,
    CAN_EDIT_DASHBOARDS,
    CAN_EDIT_DBT_MODEL,
    CAN_EDIT_DBT_OPERATION,
    CAN_EDIT_DBT_WORKSPACE,
    CAN_EDIT_INVITATION,
    CAN_EDIT_KPIS,
    CAN_EDIT_LLM_SETTINGS,
    CAN_EDIT_METRICS,
    CAN_EDIT_ORG_NOTIFICATION_SETTINGS,
    CAN_EDIT_ORGUSER,
    CAN_EDIT_ORGUSER_ROLE,
    CAN_EDIT_PIPELINE,
    CAN_EDIT_SOURCE,
    CAN_EDIT_WAREHOUSE,
    CAN_INITIATE_ORG_PLAN_UPGRADE,
    /** Not in the web app: create, list and revoke the organisation's API tokens. No token carries it. */
    CAN_MANAGE_API_TOKENS,
    CAN_MANAGE_ORG_DEFAULT_DASHBOARD,
    CAN_REQUEST_LLM_ANALYSIS_FEATURE,
    CAN_RESEND_EMAIL_VERIFICATION,
    CAN_RESET_CONNECTION,
    CAN_RUN_ORGTASK,
    CAN_RUN_PIPELINE,
    CAN_SHARE_DASHBOARDS,
    CAN_SYNC_SOURCES,
    CAN_VIEW_ALERTS,
    CAN_VIEW_AUDIT,
    CAN_VIEW_CHARTS,
    CAN_VIEW_CONNECTION,
    CAN_VIEW_CONNECTIONS,
    CAN_VIEW_DASHBOARDS,
    CAN_VIEW_DBT_MODELS,
    CAN_VIEW_DBT_OPERATION,
    CAN_VIEW_DBT_WORKSPACE,
    CAN_VIEW_FLAGS,
    CAN_VIEW_INVITATIONS,
    CAN_VIEW_KPIS,
    CAN_VIEW_MASTER_TASK,
    CAN_VIEW_MASTER_TASKS,
    CAN_VIEW_METRICS,
    CAN_VIEW_ORGTASKS,
    CAN_VIEW_ORGUSERS,
    CAN_VIEW_PIPELINE,
    CAN_VIEW_PIPELINE_OVERVIEW,
    CAN_VIEW_PIPELINES,
    CAN_VIEW_SOURCE,
    CAN_VIEW_SOURCES,
    CAN_VIEW_TASK_PROGRESS,
    CAN_VIEW_USAGE_DASHBOARD,
    CAN_VIEW_WAREHOUSE,
    CAN_VIEW_WAREHOUSE_DATA,
    CAN_VIEW_WAREHOUSES,
    PUBLIC;

    private static final Map<String, Permission> BY_SLUG =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(Permission::slug, Function.identity()));

    private final String slug = name().toLowerCase(Locale.ROOT);

    /** Name on the wire and in the database. */
    public String slug() {
        return slug;
    }

    /** The permission of that slug, if this version knows it. */
    public static Optional<Permission> of(String slug) {
        return Optional.ofNullable(BY_SLUG.get(slug));
    }
}
