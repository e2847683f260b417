import { describe, expect, it } from 'vitest';
import { isTerminal, stateLabel } from './state';

describe('stateLabel', () => {
  it('shows failed dbt tests as a warning, not as success and not as failure', () => {
    expect(stateLabel('COMPLETED', 'DBT_TEST_FAILED')).toMatchObject({ label: 'dbt tests failed', tone: 'warn' });
  });

  it.each([
    ['COMPLETED', 'Completed', 'Succeeded', 'ok'],
    ['FAILED', 'Failed', 'Failed', 'bad'],
    ['FAILED', 'TimedOut', 'Took too long', 'bad'],
    ['CRASHED', 'Crashed', 'Stopped unexpectedly', 'bad'],
    ['CANCELLED', 'Cancelled', 'Cancelled', 'idle'],
    ['CANCELLING', 'Cancelling', 'Cancelling', 'wait'],
    ['RUNNING', 'Running', 'Running', 'live'],
    ['RUNNING', 'Retrying', 'Trying again', 'live'],
    ['PENDING', 'Pending', 'Starting', 'wait'],
    ['PENDING', 'AwaitingConcurrencySlot', 'Waiting its turn', 'wait'],
    ['SCHEDULED', 'Scheduled', 'Queued', 'wait'],
    ['SCHEDULED', 'Late', 'Waiting for a worker', 'wait'],
    ['SCHEDULED', 'AwaitingRetry', 'Will try again', 'wait'],
  ])('%s / %s reads "%s"', (type, name, label, tone) => {
    expect(stateLabel(type, name)).toMatchObject({ label, tone });
  });

  it('shows a state it has never heard of by its own name', () => {
    expect(stateLabel('NEW_TYPE', 'Hibernating')).toMatchObject({ label: 'Hibernating', tone: 'idle' });
    expect(stateLabel(null, null).label).toBe('Unknown');
  });
});

describe('isTerminal', () => {
  it('goes by type', () => {
    expect(['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'].every(isTerminal)).toBe(true);
    expect(['RUNNING', 'CANCELLING', 'SCHEDULED', null, undefined].some(isTerminal)).toBe(false);
  });
});
