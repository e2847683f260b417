import type { LogLine, LogStore } from './LogStore';

/**
 * What one reader sees of a log: the lines at or above a level, and those among them that contain a text. Follows a growing
 * log by looking at new lines only.
 */
export class LogView {
  private readonly store: LogStore;
  private readonly minLevel: number;
  private readonly pattern: RegExp | null;
  private scanned = 0;
  private generation: number;
  /** Indices into the log; null while nothing is hidden, which spares a second list of 100,000. */
  private shown: number[] | null;
  private found: number[] = [];

  constructor(store: LogStore, minLevel: number, pattern: RegExp | null) {
    this.store = store;
    this.minLevel = minLevel;
    this.pattern = pattern;
    this.generation = store.generation;
    this.shown = minLevel > 0 ? [] : null;
  }

  /** Takes in what the log got since the last call. */
  advance(): this {
    const { lines } = this.store;
    if (this.generation !== this.store.generation) {
      this.generation = this.store.generation;
      this.scanned = 0;
      this.shown = this.shown && [];
      this.found = [];
    }
    if (!this.shown && !this.pattern) {
      this.scanned = lines.length;
      return this;
    }
    for (; this.scanned < lines.length; this.scanned++) {
      const line = lines[this.scanned] as LogLine;
      if (line.level < this.minLevel) continue;
      if (this.pattern?.test(line.text)) this.found.push(this.shown?.length ?? this.scanned);
      this.shown?.push(this.scanned);
    }
    return this;
  }

  get size(): number {
    return this.shown ? this.shown.length : this.scanned;
  }

  /** Rows that contain the text, ascending. */
  get matches(): readonly number[] {
    return this.found;
  }

  line(row: number): LogLine {
    return this.store.lines[this.shown ? (this.shown[row] as number) : row] as LogLine;
  }

  /** The row of line number `n`, or of the next shown one after it; −1 when there is none. */
  rowOf(n: number): number {
    const row = this.shown ? lowerBound(this.shown, n - 1) : n - 1;
    return row >= 0 && row < this.size ? row : -1;
  }

  /** Position in `matches` of the first match at or after a row; wraps to 0. */
  matchFrom(row: number): number {
    const position = lowerBound(this.found, row);
    return position < this.found.length ? position : 0;
  }
}

/** What to look for: the text as typed, whatever its case; null when that is nothing. */
export function searchPattern(query: string): RegExp | null {
  const text = query.trim();
  return text ? new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'iu') : null;
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
