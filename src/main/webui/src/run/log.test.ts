import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogEvent } from '../api/types';
import { LEVELS, LogStore } from './LogStore';
import { LogView, searchPattern } from './LogView';
import { asText } from './logText';

const event = (message: string, level: number = LEVELS.info): LogEvent => ({
  timestamp: '2026-08-20T12:00:00.000Z',
  level,
  message,
  flow_run_id: null,
  task_run_id: null,
  step: null,
});

let frames: (() => void)[];
let store: LogStore;
const frame = () => frames.splice(0).forEach((flush) => flush());

beforeEach(() => {
  frames = [];
  store = new LogStore((flush) => frames.push(flush));
});

describe('LogStore', () => {
  it('shows its readers once per frame, however many lines came', () => {
    const listener = vi.fn();
    store.subscribe(listener);
    for (let i = 0; i < 1_000; i++) store.append(event(`line ${i}`));
    expect(store.size).toBe(0);
    expect(frames).toHaveLength(1);
    frame();
    expect(listener).toHaveBeenCalledOnce();
    expect(store.size).toBe(1_000);
    expect(store.lines[999]).toMatchObject({ n: 1_000, text: 'line 999' });
  });

  it('keeps the message as written and shows it without terminal colours', () => {
    store.append(event('\u001b[32mPASS\u001b[0m not_null'));
    frame();
    expect(store.lines[0]).toMatchObject({ message: '\u001b[32mPASS\u001b[0m not_null', text: 'PASS not_null' });
  });

  it('starts over after clearing, numbers too', () => {
    store.append(event('a'));
    store.clear();
    frame();
    expect(store.size).toBe(0);
    store.append(event('b'));
    frame();
    expect(store.lines.map((line) => [line.n, line.text])).toEqual([[1, 'b']]);
  });
});

describe('LogView', () => {
  const fill = () => {
    ['start', 'WARN disk', 'loaded 5', 'Error: disk full', 'end'].forEach((text, i) =>
      store.append(event(text, [20, 30, 20, 40, 10][i])),
    );
    frame();
  };

  it('shows everything when nothing is hidden', () => {
    fill();
    const view = new LogView(store, 0, searchPattern('')).advance();
    expect(view.size).toBe(5);
    expect(view.line(4).text).toBe('end');
    expect(view.rowOf(3)).toBe(2);
    expect(view.rowOf(6)).toBe(-1);
  });

  it('hides lines under the level but keeps their numbers', () => {
    fill();
    const view = new LogView(store, LEVELS.warning, searchPattern('')).advance();
    expect([view.line(0).n, view.line(1).n, view.size]).toEqual([2, 4, 2]);
    expect(view.rowOf(4)).toBe(1);
    expect(view.rowOf(3)).toBe(1);
    expect(view.rowOf(5)).toBe(-1);
  });

  it('finds text whatever its case, among the shown lines only', () => {
    fill();
    expect(new LogView(store, 0, searchPattern('DISK')).advance().matches).toEqual([1, 3]);
    expect(new LogView(store, LEVELS.error, searchPattern('disk')).advance().matches).toEqual([0]);
    expect(new LogView(store, 0, searchPattern('5$')).advance().matches).toEqual([]);
    expect(new LogView(store, 0, searchPattern('nothing')).advance().matches).toEqual([]);
  });

  it('knows the next match from where the reader is', () => {
    fill();
    const view = new LogView(store, 0, searchPattern('disk')).advance();
    expect([view.matchFrom(0), view.matchFrom(2), view.matchFrom(4)]).toEqual([0, 1, 0]);
  });

  it('follows a growing and a restarted log', () => {
    fill();
    const view = new LogView(store, 0, searchPattern('more')).advance();
    store.append(event('some more'));
    frame();
    expect(view.advance().matches).toEqual([5]);
    store.clear();
    expect(view.advance().size).toBe(0);
    expect(view.matches).toEqual([]);
  });
});

it('takes 100,000 lines, and looks at new ones only once it has searched them', () => {
  for (let i = 0; i < 100_000; i++) store.append(event(`${i} of 100000 rows loaded into stg_beneficiaries`, i % 50 ? 20 : 30));
  frame();
  expect(store.size).toBe(100_000);
  expect(new LogView(store, LEVELS.warning, searchPattern('')).advance().size).toBe(2_000);
  const searching = new LogView(store, 0, searchPattern('99 of 100000')).advance();
  expect(searching.matches).toHaveLength(1_000);
  store.append(event('99 of 100000, once more'));
  frame();
  const tested = vi.spyOn(RegExp.prototype, 'test');
  searching.advance();
  const looked = tested.mock.calls.length;
  tested.mockRestore();
  expect(looked).toBe(1);
  expect(searching.matches).toHaveLength(1_001);
});

it('writes a log as text', () => {
  store.append(event('a'));
  store.append(event('b', LEVELS.error));
  frame();
  expect(asText(store.lines)).toBe(
    '2026-08-20T12:00:00.000Z  INFO      a\n2026-08-20T12:00:00.000Z  ERROR     b\n',
  );
});
