import { Run } from './run.mjs';
import { nightlyScript } from './scripts.mjs';

const PAST = {
  S: ['COMPLETED', 'Completed'],
  W: ['COMPLETED', 'DBT_TEST_FAILED'],
  F: ['FAILED', 'Failed'],
  C: ['CRASHED', 'Crashed'],
};
const DAY = 86_400_000;
export const CONNECTIONS = [
  { id: 'c0ffee00-0000-4000-8000-000000000001', name: 'Faker → warehouse', seq: 0 },
  { id: 'c0ffee00-0000-4000-8000-000000000002', name: 'Beneficiaries (CSV)', seq: 1 },
];

export class Pipeline {
  #definition;
  #publish;
  #runs = [];
  active = null;

  constructor(definition, publish) {
    this.#definition = { active: true, ...definition };
    this.#publish = publish;
    const { past } = definition;
    [...past].forEach((letter, i) => {
      const [type, name] = PAST[letter];
      const start = Date.now() - (past.length - i) * DAY + 3_600_000 * 3;
      this.#runs.unshift(Run.past(definition.id, start, 70 + ((i * 37) % 90), type, name, nightlyScript));
    });
  }

  row() {
    const { id, name, cron, active } = this.#definition;
    return {
      name,
      status: Boolean(cron) && active,
      deploymentName: `pipeline-demo-${id}`,
      deploymentId: id,
      cron: cron || null,
      lastRun: this.#finished()[0]?.row() ?? null,
      lock: this.active && this.#lock(),
      queuedFlowRunWaitTime: null,
    };
  }

  details() {
    const { id, name, cron, active } = this.#definition;
    return {
      name,
      deploymentName: `pipeline-demo-${id}`,
      cron: cron || '',
      connections: CONNECTIONS,
      dbtTransform: 'yes',
      transformTasks: [
        { uuid: 'a', seq: 4 },
        { uuid: 'b', seq: 5 },
      ],
      isScheduleActive: active,
      continueOnSyncFailure: false,
    };
  }

  overview() {
    const { id, name, cron } = this.#definition;
    return { name, deploymentId: id, cron, runs: this.#finished().slice(0, 50).map((run) => run.row()), lock: null };
  }

  history(offset, limit) {
    return this.#finished()
      .slice(offset, offset + limit)
      .map((run) => ({ ...run.row(), runs: run.nodes() }));
  }

  run(id) {
    return this.#runs.find((run) => run.id === id);
  }

  start(email) {
    const run = new Run(this.#definition.id, email, this.#definition.script);
    this.#runs.unshift(run);
    this.active = run;
    run.onChange = () => {
      this.#publish('run', run.row());
      if (run.isOver) this.active = null;
      this.#publish('lock', { deployment_id: this.#definition.id, lock: this.active && this.#lock() });
    };
    run.onChange();
    run.play();
    return run;
  }

  #finished() {
    return this.#runs.filter((run) => run.isOver && run.state.type !== 'CANCELLED');
  }

  #lock() {
    const { id, startedBy, start, state } = this.active;
    const status = state.type === 'RUNNING' ? 'running' : 'queued';
    return { lockedBy: startedBy, lockedAt: new Date(start).toISOString(), flowRunId: id, status, celeryTaskId: null };
  }
}
