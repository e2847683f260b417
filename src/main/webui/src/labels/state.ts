/** How a state feels to a reader; decides colour and icon, never the text. */
export type Tone = 'ok' | 'warn' | 'bad' | 'live' | 'wait' | 'idle';

export interface StateLabel {
  label: string;
  tone: Tone;
  /** One sentence for people who do not know Prefect; absent when the label says it all. */
  hint?: string;
}

const TERMINAL = new Set(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED']);

/** Whether a state type is final. The type decides, never the name: names are free text. */
export function isTerminal(type: string | null | undefined): boolean {
  return type != null && TERMINAL.has(type);
}

/** Words for a state of a run or a step, from Prefect's state type and state name. */
export function stateLabel(type: string | null | undefined, name?: string | null): StateLabel {
  switch (type) {
    case 'COMPLETED':
      return name === 'DBT_TEST_FAILED'
        ? {
            label: 'dbt tests failed',
            tone: 'warn',
            hint: 'Everything ran, but some checks on your data did not pass. The log of the run says which.',
          }
        : { label: 'Succeeded', tone: 'ok' };
    case 'FAILED':
      return name === 'TimedOut'
        ? { label: 'Took too long', tone: 'bad', hint: 'The run was stopped because it went over its time limit.' }
        : { label: 'Failed', tone: 'bad' };
    case 'CRASHED':
      return {
        label: 'Stopped unexpectedly',
        tone: 'bad',
        hint: 'The machine that was running this stopped before it was done. Running it again is safe.',
      };
    case 'CANCELLED':
      return { label: 'Cancelled', tone: 'idle' };
    case 'CANCELLING':
      return { label: 'Cancelling', tone: 'wait' };
    case 'RUNNING':
      return { label: name === 'Retrying' ? 'Trying again' : 'Running', tone: 'live' };
    case 'PENDING':
      return name === 'AwaitingConcurrencySlot'
        ? { label: 'Waiting its turn', tone: 'wait', hint: 'Another run is using the same worker. This one starts when it is done.' }
        : { label: 'Starting', tone: 'wait' };
    case 'SCHEDULED':
      if (name === 'AwaitingRetry') return { label: 'Will try again', tone: 'wait' };
      if (name === 'Late') {
        return {
          label: 'Waiting for a worker',
          tone: 'wait',
          hint: 'No worker has picked this up yet. If it stays like this for more than a few minutes, tell your administrator.',
        };
      }
      return { label: 'Queued', tone: 'wait' };
    case 'PAUSED':
      return { label: 'Paused', tone: 'wait' };
    default:
      return { label: name || 'Unknown', tone: 'idle' };
  }
}
