import cronstrue from 'cronstrue';
import { LOCALE } from './time';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_NUMBERS: Record<string, number> = { SUN: 0, MON: 1, TUE: 2, WED: 3, THU: 4, FRI: 5, SAT: 6 };

/**
 * A schedule in words, in the reader's own zone.
 *
 * Dalgo stores five-field cron in UTC. "At a time, daily or on certain weekdays" is what its own forms make, and is shown in
 * local time, with the weekday moved when the conversion crosses midnight. Any other expression is shown in UTC and says so.
 *
 * @param now decides which side of a daylight-saving change the local time is on
 */
export function scheduleLabel(cron: string | null | undefined, now: number = Date.now()): string {
  const expression = cron?.trim();
  if (!expression) return 'Runs only when started by hand';
  return localLabels(expression, now) ?? utcLabels(expression);
}

function localLabels(expression: string, now: number): string | null {
  const [minute, hour, dayOfMonth, month, weekday, ...rest] = expression.split(/\s+/);
  if (rest.length > 0 || dayOfMonth !== '*' || month !== '*' || !isNumber(minute) || !isNumber(hour)) return null;
  const utc = new Date(now);
  utc.setUTCHours(Number(hour), Number(minute), 0, 0);
  const time = utc.toLocaleTimeString(LOCALE, { timeStyle: 'short' });
  if (weekday === '*') return `Every day at ${time}`;
  const days = weekdays(weekday ?? '');
  if (!days) return null;
  const shift = utc.getDay() - utc.getUTCDay();
  return `${dayLabels(days.map((day) => (day + shift + 7) % 7))} at ${time}`;
}

function utcLabels(expression: string): string {
  try {
    return `${cronstrue.toString(expression, { verbose: false })} (UTC)`;
  } catch {
    // Prefect accepts a few forms that no library words; the expression itself is better than nothing.
    return `${expression} (UTC)`;
  }
}

function weekdays(field: string): number[] | null {
  const days = new Set<number>();
  for (const part of field.split(',')) {
    const [from, to, ...rest] = part.split('-').map(dayNumber);
    if (from === undefined || from === null || to === null || rest.length > 0) return null;
    if (to !== undefined && to < from) return null;
    for (let day = from; day <= (to ?? from); day++) days.add(day % 7);
  }
  return [...days];
}

function dayNumber(word: string): number | null {
  if (/^[0-7]$/.test(word)) return Number(word);
  return DAY_NUMBERS[word.toUpperCase()] ?? null;
}

function dayLabels(days: number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  const key = sorted.join();
  if (sorted.length === 7) return 'Every day';
  if (key === '1,2,3,4,5') return 'Monday to Friday';
  if (key === '6,0') return 'Saturday and Sunday';
  const names = sorted.map((day) => `${DAYS[day]}s`);
  const last = names.pop();
  return names.length > 0 ? `${names.join(', ')} and ${last}` : `${last}`;
}

function isNumber(field: string | undefined): field is string {
  return field !== undefined && /^\d{1,2}$/.test(field);
}
