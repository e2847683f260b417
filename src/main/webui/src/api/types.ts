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

/** A role that the caller may give: at most as far-reaching as their own. */
export interface Role {
  uuid: string;
  slug: string;
  name: string;
}

export interface Member {
  email: string;
  /** One of the few words the web app knows; several roles can share one. */
  new_role_slug: string | null;
  /** Absent on servers that only speak the web app's words. */
  role?: { uuid: string; name: string } | null;
  /** False: the account, or its part in this organisation, is switched off. */
  active?: boolean;
}

export interface Invitation {
  id: number;
  invited_email: string;
  invited_role: { uuid: string; name: string };
  /** When it was last sent. */
  invited_on: string;
  expires_on?: string | null;
}

/** Of a program. Its text is shown once, when it is created. */
export interface ApiToken {
  id: string;
  name: string;
  /** Slugs. */
  permissions: string[];
  created_by: string;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
}

export interface Notification {
  id: number;
  author: string;
  /** Plain text, with line breaks and links. */
  message: string;
  timestamp: string;
  urgent: boolean;
  read_status: boolean;
}

export interface NotificationPage {
  res: Notification[];
  /** From 1; a number out of range comes back as the nearest. */
  page: number;
  total_pages: number;
  total_notifications: number;
}

export interface UserPreferences {
  enable_email_notifications: boolean;
}

export interface OrgPreferences {
  enable_discord_notifications: boolean;
  /** The secret address itself, for those who may change it; null when none is kept. */
  discord_webhook: string | null;
}

/** A browser, or a program, in which the caller is signed in. */
export interface OpenSession {
  id: string;
  /** What it called itself. */
  device: string | null;
  address: string | null;
  created_at: string;
  last_used_at: string;
  /** Whether it is this one. */
  current: boolean;
}

export interface AuditEntry {
  id: number;
  at: string;
  actor: string;
  action: string;
  resource_type: string;
  resource_id: string | null;
  details: Record<string, unknown> | null;
  address: string | null;
  agent: string | null;
}

export interface AuditPage {
  /** Newest first. */
  entries: AuditEntry[];
  /** To be sent as `before` for the page that follows; null on the last one. */
  next: number | null;
}
