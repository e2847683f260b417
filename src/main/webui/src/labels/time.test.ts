import { describe, expect, it } from 'vitest';
import { ago, duration, elapsed } from './time';

const NOW = Date.parse('2026-08-20T12:00:00Z');

describe('ago', () => {
  it.each([
    ['2026-08-20T11:59:40Z', 'just now'],
    ['2026-08-20T11:45:00Z', '15 minutes ago'],
    ['2026-08-20T10:01:00Z', '1 hour ago'],
    ['2026-08-19T11:00:00Z', 'yesterday'],
    ['2026-08-10T12:00:00.123456+00:00', '9 days ago'],
  ])('%s is %s', (iso, words) => expect(ago(iso, NOW)).toBe(words));
});

describe('duration', () => {
  it.each([
    [0.4, '<1 s'],
    [93.4, '1 min 33 s'],
    [120, '2 min'],
    [7_530, '2 h 6 min'],
    [7_199, '2 h'],
    [-1, ''],
    [null, ''],
  ])('%s s reads "%s"', (seconds, words) => expect(duration(seconds)).toBe(words));
});

it('counts an open end up to now and never below zero', () => {
  expect(elapsed('2026-08-20T11:59:00Z', null, NOW)).toBe(60);
  expect(elapsed('2026-08-20T12:00:05Z', null, NOW)).toBe(0);
  expect(elapsed(null, null, NOW)).toBeNull();
});
