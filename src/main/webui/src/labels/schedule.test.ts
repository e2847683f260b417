import { expect, it } from 'vitest';
import { scheduleLabel } from './schedule';

// The tests' zone is Asia/Kolkata, UTC+5:30 the whole year round.
const NOW = Date.parse('2026-08-20T12:00:00Z');
const words = (cron: string | null) => scheduleLabel(cron, NOW).replaceAll('\u202f', ' ');

it.each([
  ['30 1 * * *', 'Every day at 7:00 AM'],
  ['0 20 * * *', 'Every day at 1:30 AM'],
  ['30 1 * * 1,3', 'Mondays and Wednesdays at 7:00 AM'],
  ['30 1 * * 1-5', 'Monday to Friday at 7:00 AM'],
  ['30 1 * * MON', 'Mondays at 7:00 AM'],
  ['30 1 * * 0,6', 'Saturday and Sunday at 7:00 AM'],
])('%s in local time: %s', (cron, expected) => expect(words(cron)).toBe(expected));

it('moves the weekday when local time is already the next day', () => {
  expect(words('0 20 * * 0,2')).toBe('Mondays and Wednesdays at 1:30 AM');
  expect(words('0 20 * * 6')).toBe('Sundays at 1:30 AM');
});

it('says so when it can only tell the time in UTC', () => {
  expect(words('*/15 * * * *')).toBe('Every 15 minutes (UTC)');
  expect(words('0 6 1 * *')).toContain('(UTC)');
});

it('survives no schedule and nonsense', () => {
  expect(words('')).toBe('Runs only when started by hand');
  expect(words(null)).toBe('Runs only when started by hand');
  expect(words('not a cron')).toBe('not a cron (UTC)');
});
