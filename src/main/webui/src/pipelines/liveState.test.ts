import { describe, expect, it } from 'vitest';
import type { Lock, Run } from '../api/types';
import { type LivePipeline, liveState, withList, withLock, withRun } from './liveState';

const run = (over: Partial<Run>): Run => ({
  deployment_id: 'd',
  id: 'r1',
  name: 'brave-otter',
  startTime: '2026-08-20T12:00:00Z',
  expectedStartTime: '2026-08-20T12:00:00Z',
  totalRunTime: 10,
  status: 'COMPLETED',
  state_name: 'Completed',
  orguser: null,
  ...over,
});
const lock = (over: Partial<Lock> = {}): Lock => ({
  lockedBy: 'ana@ngo.org',
  lockedAt: '2026-08-20T12:00:00Z',
  flowRunId: 'r2',
  status: 'running',
  ...over,
});
const pipeline = (over: Partial<LivePipeline> = {}): LivePipeline => ({
  name: 'nightly',
  status: true,
  deploymentName: 'pipeline-x',
  deploymentId: 'd',
  cron: null,
  lastRun: null,
  lock: null,
  activeRun: null,
  ...over,
});

describe('liveState', () => {
  it('shows what is going on before what has been', () => {
    const busy = pipeline({ lastRun: run({}), activeRun: run({ id: 'r2', status: 'RUNNING', state_name: 'Running' }) });
    expect(liveState(busy)).toMatchObject({ words: { label: 'Running' }, busy: true, flowRunId: 'r2' });
  });

  it.each([
    ['running', 'Running'],
    ['queued', 'Queued'],
    ['locked', 'In use'],
    ['complete', 'Finishing'],
  ] as const)('words a lock that is %s as "%s"', (status, label) => {
    expect(liveState(pipeline({ lock: lock({ status }) }))).toMatchObject({ words: { label }, busy: true });
  });

  it('does not offer the run of something else that holds a step', () => {
    expect(liveState(pipeline({ lock: lock({ status: 'locked' }) }))).toMatchObject({ busy: true, flowRunId: null });
  });

  it('does not link to a run whose id is not known yet', () => {
    expect(liveState(pipeline({ lock: lock({ flowRunId: '' }) })).flowRunId).toBeNull();
  });

  it('believes the result when the lock of that run is still shown', () => {
    expect(liveState(pipeline({ lastRun: run({ id: 'r2' }), lock: lock() }))).toMatchObject({
      words: { label: 'Succeeded' },
      busy: false,
    });
  });

  it('says that a pipeline never ran', () => {
    expect(liveState(pipeline())).toMatchObject({ words: { label: 'Never run' }, busy: false });
  });
});

describe('events', () => {
  it('a finished run becomes the last run', () => {
    const running = withRun(pipeline({ lastRun: run({}) }), run({ id: 'r2', status: 'RUNNING' }));
    expect(running.activeRun?.id).toBe('r2');
    const done = withRun(running, run({ id: 'r2', state_name: 'DBT_TEST_FAILED', startTime: '2026-08-20T13:00:00Z' }));
    expect(done.activeRun).toBeNull();
    expect(liveState(done).words).toMatchObject({ label: 'dbt tests failed', tone: 'warn' });
  });

  it('a cancelled run leaves the last result as it was', () => {
    const running = pipeline({ lastRun: run({}), activeRun: run({ id: 'r2', status: 'RUNNING' }) });
    const cancelled = withRun(running, run({ id: 'r2', status: 'CANCELLED' }));
    expect(cancelled).toMatchObject({ activeRun: null, lastRun: { id: 'r1' } });
  });

  it('a run that never reached Prefect is going on without a link, then gone', () => {
    const asked = withRun(pipeline({ lastRun: run({}) }), run({ id: null, status: 'SCHEDULED', state_name: 'Scheduled' }));
    expect(liveState(asked)).toMatchObject({ words: { label: 'Queued' }, busy: true, flowRunId: null });
    expect(withRun(asked, run({ id: null, status: 'CRASHED' }))).toMatchObject({ activeRun: null, lastRun: { id: 'r1' } });
  });

  it('an older run that is reported late does not replace a newer result', () => {
    const late = withRun(pipeline({ lastRun: run({}) }), run({ id: 'r0', startTime: '2026-08-19T12:00:00Z' }));
    expect(late.lastRun?.id).toBe('r1');
  });

  it('a lock comes and goes', () => {
    const locked = withLock(pipeline(), lock());
    expect(liveState(locked).busy).toBe(true);
    expect(liveState(withLock(locked, null)).busy).toBe(false);
  });

  it('a fresh list ends what it no longer knows to be going on', () => {
    const known = [pipeline({ activeRun: run({ id: 'r2', status: 'RUNNING' }) })];
    expect(withList(known, [pipeline({ lock: lock() })])[0]?.activeRun?.id).toBe('r2');
    expect(withList(known, [pipeline({ lastRun: run({ id: 'r2' }) })])[0]?.activeRun).toBeNull();
  });
});
