import { randomUUID } from 'node:crypto';

const NAMES = ['brave-otter', 'quiet-heron', 'amber-lynx', 'swift-dolphin', 'gentle-ibex', 'merry-finch'];
let made = 0;
const iso = (time) => (time ? new Date(time).toISOString() : null);

/** A simulated run: plays a script of steps and lines, and publishes them. */
export class Run {
  #watchers = new Set();
  #script;
  #cancelled = false;
  id = randomUUID();
  name = NAMES[made++ % NAMES.length];
  lines = [];
  steps = [];
  endSeen = new Set();
  end = null;
  onChange = () => {};

  constructor(deploymentId, startedBy, script) {
    this.deploymentId = deploymentId;
    this.startedBy = startedBy;
    this.start = Date.now();
    this.state = { type: 'SCHEDULED', name: 'Scheduled' };
    this.#script = script;
  }

  static past(deploymentId, start, seconds, type, name, script) {
    const run = new Run(deploymentId, null, script);
    run.start = start;
    run.end = start + seconds * 1_000;
    run.state = { type, name };
    const steps = script();
    steps.forEach(({ label, lines = [], state }, seq) => {
      const from = start + (seconds * 1_000 * seq) / steps.length;
      const to = from + (seconds * 1_000) / steps.length;
      const isLast = seq === steps.length - 1;
      const [stepType, stepName] = isLast && type !== 'COMPLETED' ? [type, name] : isLast && name === 'DBT_TEST_FAILED' ? [type, name] : (state ?? ['COMPLETED', 'Completed']);
      run.steps.push(step(`${run.id}-${seq}`, label, seq, stepType, stepName, from, to));
      for (const line of lines) run.#write(line, label, from);
    });
    return run;
  }

  get isOver() {
    return ['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'].includes(this.state.type);
  }

  row() {
    return {
      deployment_id: this.deploymentId,
      id: this.id,
      name: this.name,
      startTime: this.state.type === 'SCHEDULED' ? null : iso(this.start),
      expectedStartTime: iso(this.start),
      totalRunTime: this.end ? (this.end - this.start) / 1_000 : -1,
      status: this.state.type,
      state_name: this.state.name,
      orguser: this.startedBy,
    };
  }

  summary() {
    const { id, name, deploymentId: deployment_id, state } = this;
    return { id, name, deployment_id, flow_id: 'flow', state_type: state.type, state_name: state.name };
  }

  stateEvent() {
    return {
      state_type: this.state.type,
      state_name: this.state.name,
      start_time: this.state.type === 'SCHEDULED' ? null : iso(this.start),
      end_time: iso(this.end),
      total_run_time: this.end ? (this.end - this.start) / 1_000 : null,
    };
  }

  nodes() {
    return this.steps.map(({ seq, ...node }) => ({
      ...node,
      kind: 'task-run',
      total_run_time: (Date.parse(node.end_time) - Date.parse(node.start_time)) / 1_000,
      estimated_run_time: 1,
    }));
  }

  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  cancel() {
    this.#cancelled = true;
    this.#become('CANCELLING', 'Cancelling');
  }

  async play() {
    await pause(700);
    this.start = Date.now();
    this.#become('RUNNING', 'Running');
    let outcome = ['COMPLETED', 'Completed'];
    for (const [seq, part] of this.#script().entries()) {
      const result = await this.#playStep(seq, part);
      if (result[1] === 'DBT_TEST_FAILED' || result[0] !== 'COMPLETED') outcome = result;
      if (result[0] !== 'COMPLETED') break;
    }
    this.end = Date.now();
    this.#become(...outcome);
    this.#publish('lines');
  }

  async #playStep(seq, { label, lines = [], every = 60, batch = 1, progress, state = ['COMPLETED', 'Completed'] }) {
    const begin = Date.now();
    const id = `${this.id}-${seq}`;
    this.steps.push(step(id, label, seq, 'RUNNING', 'Running', begin, null));
    this.#publish('step', this.steps[seq]);
    let written = 0;
    for (const line of lines) {
      if (this.#cancelled) break;
      this.#write(line, label);
      if (++written % batch !== 0) continue;
      this.#publish('lines');
      if (progress) this.#publish('progress', progress(label, written / lines.length));
      await pause(every);
    }
    this.#publish('lines');
    const outcome = this.#cancelled ? ['CANCELLED', 'Cancelled'] : state;
    this.steps[seq] = step(id, label, seq, ...outcome, begin, Date.now());
    this.#publish('step', this.steps[seq]);
    return outcome;
  }

  #write(line, label, time = Date.now()) {
    const [level, message] = typeof line === 'string' ? [20, line] : line;
    this.lines.push({ timestamp: iso(time), level, message, flow_run_id: this.id, task_run_id: null, step: label });
  }

  #become(type, name) {
    this.state = { type, name };
    this.#publish('state', this.stateEvent());
    this.onChange();
  }

  #publish(event, data) {
    for (const watcher of this.#watchers) watcher(event, data);
  }
}

function step(id, label, seq, type, name, start, end) {
  return { id, label, seq, state_type: type, state_name: name, start_time: iso(start), end_time: iso(end) };
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
