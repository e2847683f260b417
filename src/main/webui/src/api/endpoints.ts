import { call, selectedOrg } from './http';
import type { FlowRun, Membership, Pipeline, PipelineDetails, PipelineOverview, RunWithSteps } from './types';

export const signIn = (username: string, password: string) =>
  call<unknown>('/api/v2/login/', { method: 'POST', body: { username, password }, anonymous: true });

export const signOut = () => call<unknown>('/api/logout/', { method: 'POST' });

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

export const getRun = (flowRunId: string) => call<FlowRun>(`/api/prefect/flow_runs/${encodeURIComponent(flowRunId)}`);

export const cancelRun = (flowRunId: string) =>
  call<unknown>(`/api/prefect/flow_runs/${encodeURIComponent(flowRunId)}/set_state`, {
    method: 'POST',
    body: { state: { name: 'Cancelling', type: 'CANCELLING' }, force: true },
  });

export const orgStreamUrl = () => withOrg('/api/stream?topics=run,lock');

export const logStreamUrl = (flowRunId: string) =>
  withOrg(`/api/prefect/flow_runs/${encodeURIComponent(flowRunId)}/logs/stream`);

/** Streams name the organisation in the address, as an `EventSource` would have to. */
function withOrg(path: string): string {
  const org = selectedOrg();
  if (!org) return path;
  return `${path}${path.includes('?') ? '&' : '?'}org=${encodeURIComponent(org)}`;
}
