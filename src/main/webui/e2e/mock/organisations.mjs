import { Pipeline } from './pipeline.mjs';
import { hugeScript, nightlyScript, brokenScript } from './scripts.mjs';

/** The organisations of the stand-in: `demo` with pipelines, `second` without. */
export class Organisations {
  #bySlug = new Map([
    ['demo', new Organisation('Demo Foundation')],
    ['second', new Organisation('Second Foundation')],
  ]);

  constructor() {
    const demo = this.#bySlug.get('demo');
    demo.add({ id: 'dep-nightly', name: 'nightly', cron: '30 1 * * *', script: nightlyScript, past: 'SSSWSSFSSSSSWSSS' });
    demo.add({ id: 'dep-weekly', name: 'Beneficiary survey, weekly', cron: '0 20 * * 0,3', script: nightlyScript, past: 'SSSSSSSC' });
    demo.add({ id: 'dep-broken', name: 'broken on purpose', cron: '', script: brokenScript, past: 'FFWW' });
    demo.add({ id: 'dep-paused', name: 'Attendance, हिन्दी and தமிழ் forms', cron: '*/30 * * * *', active: false, script: nightlyScript, past: 'SSF' });
    demo.add({ id: 'dep-huge', name: 'Full history import', cron: '', script: hugeScript, past: '' });
  }

  get(slug) {
    return this.#bySlug.get(slug);
  }
}

class Organisation {
  #pipelines = new Map();
  #events = [];
  #watchers = new Set();

  constructor(name) {
    this.name = name;
  }

  add(definition) {
    this.#pipelines.set(definition.id, new Pipeline(definition, (event, data) => this.#publish(event, data)));
  }

  pipeline(id) {
    return this.#pipelines.get(id);
  }

  run(id) {
    for (const pipeline of this.#pipelines.values()) {
      const run = pipeline.run(id);
      if (run) return run;
    }
    return undefined;
  }

  list() {
    return [...this.#pipelines.values()].map((pipeline) => pipeline.row());
  }

  overview() {
    return [...this.#pipelines.values()].map((pipeline) => pipeline.overview());
  }

  eventsAfter(id) {
    return this.#events.filter((event) => event.id > id);
  }

  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #publish(event, data) {
    const entry = { id: this.#events.length + 1, event, data };
    this.#events.push(entry);
    for (const watcher of this.#watchers) watcher(entry);
  }
}
