/** Shapes as they come over the wire. Times are ISO-8601 strings, lengths are seconds unless the name says otherwise. */

export interface Membership {
  email: string;
  org: { name: string; slug: string };
  new_role_slug: string | null;
  permissions: { slug: string }[];
}

/** Who holds a pipeline busy, and with which run; `flowRunId` is empty until the run's id is known. */
export interface Lock {
  lockedBy: string;
  lockedAt: string;
  flowRunId: string;
  status: 'queued' | 'running' | 'locked' | 'complete' | 'cancelled';
}

export interface Run {
  deployment_id: string | null;
  /** Null in the moment between the wish to run and Prefect's answer. */
  id: string | null;
  name: string;
  startTime: string | null;
  expectedStartTime: string | null;
  /** −1 while unknown. */
  totalRunTime: number | null;
  /** State type: RUNNING, COMPLETED, … */
  status: string;
  state_name: string | null;
  /** E-mail of who started it; null for the schedule. */
  orguser: string | null;
}

export interface Pipeline {
  name: string;
  /** Whether the schedule is active. */
  status: boolean;
  deploymentName: string | null;
  deploymentId: string;
  /** Five fields, UTC; empty or null for none. */
  cron: string | null;
  lastRun: Run | null;
  lock: Lock | null;
}

export interface PipelineDetails {
  name: string;
  cron: string | null;
  connections: { id: string; name: string; seq: number }[];
  transformTasks: { uuid: string; seq: number }[];
  isScheduleActive: boolean;
  continueOnSyncFailure: boolean;
}

export interface TaskNode {
  id: string;
  kind: 'flow-run' | 'task-run';
  label: string;
  state_type: string;
  state_name: string | null;
  start_time: string | null;
  end_time: string | null;
  total_run_time: number | null;
  parameters?: { connection_id?: string; connection_name?: string; slug?: string };
}

export interface RunWithSteps extends Run {
  id: string;
  runs: TaskNode[];
}

export interface PipelineOverview {
  deploymentId: string;
  runs: Run[];
}

export interface FlowRun {
  id: string;
  name: string;
  deployment_id: string | null;
  state_type: string;
  state_name: string;
}

/** Events of one run's log stream. */
export interface LogEvent {
  timestamp: string;
  /** 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
  level: number;
  message: string;
  flow_run_id: string | null;
  task_run_id: string | null;
  /** Label of the step that wrote the line. */
  step: string | null;
}

export interface StateEvent {
  state_type: string;
  state_name: string | null;
  start_time: string | null;
  end_time: string | null;
  total_run_time: number | null;
  /** Why it is so, where the server knows: no worker polls the queue, what a step failed of. */
  state_message?: string | null;
}

export interface StepEvent {
  id: string;
  label: string;
  seq: number;
  state_type: string;
  state_name: string | null;
  start_time: string | null;
  end_time: string | null;
}

export interface ProgressEvent {
  /** Id or label of the step. */
  step: string;
  records: number | null;
  bytes: number | null;
  estimated_total: number | null;
}

export interface EndEvent {
  state_type: string;
  state_name: string | null;
  lines: number;
}
