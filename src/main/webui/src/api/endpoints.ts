import { call, download, selectedOrg } from './http';
import type {
  ApiToken,
  AuditPage,
  FlowRun,
  Invitation,
  Member,
  Membership,
  NotificationPage,
  OpenSession,
  OrgPreferences,
  Pipeline,
  PipelineDetails,
  PipelineOverview,
  Role,
  RunWithSteps,
  UserPreferences,
} from './types';

export const signIn = (username: string, password: string) =>
  call<unknown>('/api/v2/login/', { method: 'POST', body: { username, password }, anonymous: true });

export const signOut = () => call<unknown>('/api/logout/', { method: 'POST' });

export const signOutEverywhere = () => call<unknown>('/api/logout/all', { method: 'POST' });

export const listSessions = () => call<OpenSession[]>('/api/sessions');

export const endSession = (id: string) => call<unknown>(`/api/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const currentUser = () => call<Membership[]>('/api/currentuserv2', { anyOrg: true });

export const listPipelines = () => call<Pipeline[]>('/api/prefect/v1/flows/');

export const getPipeline = (deploymentId: string) =>
  call<PipelineDetails>(`/api/prefect/v1/flows/${encodeURIComponent(deploymentId)}`);

export const listRuns = (deploymentId: string, limit: number, offset: number) =>
  call<RunWithSteps[]>(
    `/api/prefect/v1/flows/${encodeURIComponent(deploymentId)}/flow_runs/history?limit=${limit}&offset=${offset}`,
  );

export const listOverview = () => call<PipelineOverview[]>('/api/dashboard/v1');

export const startRun = (deploymentId: string) =>
  call<{ flow_run_id: string; name: string }>(`/api/prefect/v1/flows/${encodeURIComponent(deploymentId)}/flow_run/`, {
    method: 'POST',
  });

export const getRun = (flowRunId: string) =>
  call<FlowRun>(`/api/prefect/v1/flow_runs/${encodeURIComponent(flowRunId)}`);

export const cancelRun = (flowRunId: string) =>
  call<unknown>(`/api/prefect/flow_runs/${encodeURIComponent(flowRunId)}/set_state`, {
    method: 'POST',
    body: { state: { name: 'Cancelling', type: 'CANCELLING' }, force: true },
  });

export const listMembers = () => call<Member[]>('/api/organizations/users');

export const listRoles = () => call<Role[]>('/api/data/roles');

export const changeRole = (toupdate_email: string, role_uuid: string) =>
  call<unknown>('/api/organizations/user_role/modify/', { method: 'POST', body: { toupdate_email, role_uuid } });

export const removeMember = (email: string) =>
  call<unknown>('/api/v1/organizations/users/delete', { method: 'POST', body: { email } });

export const invite = (invited_email: string, invited_role_uuid: string) =>
  call<unknown>('/api/v1/organizations/users/invite/', { method: 'POST', body: { invited_email, invited_role_uuid } });

export const listInvitations = () => call<Invitation[]>('/api/v1/users/invitations/');

export const resendInvitation = (id: number) =>
  call<unknown>(`/api/users/invitations/resend/${id}`, { method: 'POST' });

export const withdrawInvitation = (id: number) =>
  call<unknown>(`/api/users/invitations/delete/${id}`, { method: 'DELETE' });

/** Without a password where the account exists already; the server says when it needs one. */
export const acceptInvitation = (invite_code: string, password?: string) =>
  call<Membership>('/api/v1/organizations/users/invite/accept/', {
    method: 'POST',
    body: { invite_code, password },
    anonymous: true,
  });

export const forgotPassword = (email: string) =>
  call<unknown>('/api/users/forgot_password_v2/', { method: 'POST', body: { email }, anonymous: true });

export const resetPassword = (token: string, password: string) =>
  call<unknown>('/api/users/reset_password/', { method: 'POST', body: { token, password }, anonymous: true });

export const verifyEmail = (token: string) =>
  call<unknown>('/api/users/verify_email/', { method: 'POST', body: { token }, anonymous: true });

export const changePassword = (password: string) =>
  call<unknown>('/api/users/change_password/', { method: 'POST', body: { password, confirmPassword: password } });

export const getUserPreferences = () => call<{ res: UserPreferences }>('/api/userpreferences/').then(({ res }) => res);

export const changeUserPreferences = (change: Partial<UserPreferences>) =>
  call<{ res: UserPreferences }>('/api/userpreferences/', { method: 'PUT', body: change }).then(({ res }) => res);

export const getOrgPreferences = () => call<{ res: OrgPreferences }>('/api/orgpreferences/').then(({ res }) => res);

/** Off forgets the address; on without one keeps that which is stored. */
export const changeChat = (on: boolean, webhook?: string) =>
  call<{ res: OrgPreferences }>('/api/orgpreferences/enable-discord-notifications', {
    method: 'PUT',
    body: { enable_discord_notifications: on, discord_webhook: webhook },
  }).then(({ res }) => res);

export const listApiTokens = () => call<ApiToken[]>('/api/organizations/api-tokens');

export const createApiToken = (name: string, permissions: string[], expires_in_days: number) =>
  call<{ token: string; created: ApiToken }>('/api/organizations/api-tokens', {
    method: 'POST',
    body: { name, permissions, expires_in_days },
  });

export const revokeApiToken = (id: string) =>
  call<unknown>(`/api/organizations/api-tokens/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const countUnread = () => call<{ res: number }>('/api/notifications/unread_count').then(({ res }) => res);

/** `read` undefined: all. */
export const listNotifications = (page: number, limit: number, read?: boolean) =>
  call<NotificationPage>(
    `/api/notifications/v1?page=${page}&limit=${limit}${read === undefined ? '' : `&read_status=${read ? 1 : 0}`}`,
  );

export const markNotifications = (notification_ids: number[], read_status: boolean) =>
  call<unknown>('/api/notifications/v1', { method: 'PUT', body: { notification_ids, read_status } });

export const markAllNotifications = () => call<unknown>('/api/notifications/mark_all_as_read', { method: 'PUT' });

/** `filter` in the server's own words: actor, action, resource_type, from, to. */
export const listAudit = (filter: Record<string, string>, before: number | null) =>
  call<AuditPage>(`/api/audit?${new URLSearchParams({ ...filter, ...(before !== null && { before: String(before) }) })}`);

export const exportAudit = (filter: Record<string, string>) =>
  download(`/api/audit/export?${new URLSearchParams(filter)}`);

export const orgStreamUrl = () => withOrg('/api/stream?topics=run,lock');

export const logStreamUrl = (flowRunId: string) =>
  withOrg(`/api/prefect/flow_runs/${encodeURIComponent(flowRunId)}/logs/stream`);

/** Streams name the organisation in the address, as an `EventSource` would have to. */
function withOrg(path: string): string {
  const org = selectedOrg();
  if (!org) return path;
  return `${path}${path.includes('?') ? '&' : '?'}org=${encodeURIComponent(org)}`;
}
