-- Permissions of features that do not exist leave the roles, so that no button of the web app leads to a refusal. The
-- permissions to view stay: the web app's pages ask for the empty lists. A feature brings its permissions when it comes.
delete from role_permission where permission in (
    'can_create_alerts', 'can_edit_alerts', 'can_delete_alerts',
    'can_create_charts', 'can_edit_charts', 'can_delete_charts',
    'can_create_dashboards', 'can_edit_dashboards', 'can_delete_dashboards', 'can_share_dashboards',
    'can_manage_org_default_dashboard',
    'can_create_kpis', 'can_edit_kpis', 'can_delete_kpis',
    'can_create_metrics', 'can_edit_metrics', 'can_delete_metrics',
    'can_edit_llm_settings', 'can_request_llm_analysis_feature', 'can_view_usage_dashboard');

-- A role's slug on the wire has hyphens: it stays distinct.
create unique index role_public_slug on role (replace(slug, '_', '-'));
