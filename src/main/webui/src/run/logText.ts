import type { LogLine } from './LogStore';

export function levelName(level: number): string {
  if (level >= 50) return 'CRITICAL';
  if (level >= 40) return 'ERROR';
  if (level >= 30) return 'WARNING';
  if (level >= 20) return 'INFO';
  return 'DEBUG';
}

/** The log as a text file: one entry per line, times in UTC as they were written. */
export function asText(lines: Iterable<LogLine>): string {
  const rows: string[] = [];
  for (const { timestamp, level, text } of lines) rows.push(`${timestamp}  ${levelName(level).padEnd(8)}  ${text}`);
  rows.push('');
  return rows.join('\n');
}

/** Copies a text; answers whether it worked. Browsers refuse on plain http and without a user's gesture. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
