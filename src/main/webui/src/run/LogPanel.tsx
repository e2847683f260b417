import { useDeferredValue, useEffect, useImperativeHandle, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { RefObject } from 'react';
import { useSearchParams } from 'react-router';
import type { EndEvent } from '../api/types';
import type { StreamStatus } from '../stream/EventStream';
import { Icon } from '../ui/Icon';
import { useToast } from '../ui/Toasts';
import { saveFile } from '../ui/saveFile';
import { useShortcuts } from '../ui/useShortcuts';
import { stateLabel } from '../labels/state';
import { ConnectionBanner } from './ConnectionBanner';
import { LogList, type LogListHandle } from './LogList';
import { LEVELS, type LogLine, type LogStore } from './LogStore';
import { LogView, searchPattern } from './LogView';
import { asText, copy } from './logText';

export interface LogPanelHandle {
  /** Shows the first line that a step wrote. */
  showStep: (label: string) => void;
}

interface LogPanelProps {
  ref: RefObject<LogPanelHandle | null>;
  log: LogStore;
  status: StreamStatus;
  end: EndEvent | null;
  /** Whether lines may still come. */
  isLive: boolean;
  fileName: string;
  onReconnect: () => void;
}

const count = new Intl.NumberFormat('en');
const LEVEL_CHOICES: [number, string][] = [
  [0, 'All lines'],
  [LEVELS.info, 'Info and above'],
  [LEVELS.warning, 'Warnings and errors'],
  [LEVELS.error, 'Errors only'],
];

/** The log of a run with everything that one does with a log. */
export function LogPanel({ ref, log, status, end, isLive, fileName, onReconnect }: LogPanelProps) {
  const size = useSyncExternalStore(log.subscribe, () => log.size);
  const [params, setParams] = useSearchParams();
  const linkedLine = Number(params.get('line')) || null;
  const [follow, setFollow] = useState(linkedLine === null);
  const [minLevel, setMinLevel] = useState(0);
  const [query, setQuery] = useState('');
  const sought = useDeferredValue(query);
  const pattern = useMemo(() => searchPattern(sought), [sought]);
  const view = useMemo(() => new LogView(log, minLevel, pattern), [log, minLevel, pattern]);
  view.advance();
  const [match, setMatch] = useState(0);
  const list = useRef<LogListHandle>(null);
  const search = useRef<HTMLInputElement>(null);
  const shownLink = useRef<number | null>(null);
  const toast = useToast();
  const { matches } = view;
  const currentRow = pattern ? (matches[match] ?? -1) : -1;

  // A link to a line is followed once, as soon as the line is there.
  useEffect(() => {
    if (linkedLine === null || shownLink.current === linkedLine || size < linkedLine) return;
    const row = view.rowOf(linkedLine);
    if (row < 0) return;
    shownLink.current = linkedLine;
    list.current?.show(row);
  }, [linkedLine, size, view]);

  // A new search starts from where the reader is.
  useEffect(() => {
    if (!pattern || view.matches.length === 0) return;
    const first = view.matchFrom(list.current?.firstRow() ?? 0);
    setMatch(first);
    setFollow(false);
    list.current?.show(view.matches[first] as number);
  }, [pattern, view]);

  const go = (step: number) => {
    if (matches.length === 0) return;
    const next = (match + step + matches.length) % matches.length;
    setMatch(next);
    setFollow(false);
    list.current?.show(matches[next] as number);
  };
  const link = (n: number) => {
    shownLink.current = n;
    setFollow(false);
    setParams(n === linkedLine ? {} : { line: String(n) }, { replace: true, preventScrollReset: true });
  };
  const shownLines = function* (): Iterable<LogLine> {
    for (let row = 0; row < view.size; row++) yield view.line(row);
  };
  const copyAll = async () => {
    const worked = await copy(asText(shownLines()));
    if (worked) toast('ok', `${lineLabels(view.size)} copied.`);
    else toast('bad', 'Your browser did not allow copying.', 'Use the download instead.');
  };

  useImperativeHandle(ref, () => ({
    showStep: (label) => {
      const line = log.lines.find(({ step }) => step === label);
      const row = line ? view.rowOf(line.n) : -1;
      if (row < 0) return toast('idle', 'This step has not written a line that is shown.');
      setFollow(false);
      list.current?.show(row);
    },
  }));

  useShortcuts({
    '/': () => {
      search.current?.focus();
      search.current?.select();
    },
    f: () => setFollow(!follow),
    n: () => go(1),
    N: () => go(-1),
    j: () => list.current?.scrollBy(1),
    k: () => {
      setFollow(false);
      list.current?.scrollBy(-1);
    },
  });

  return (
    <section className="log" aria-label="Log">
      <div className="log-tools">
        <div className="log-search">
          <Icon name="search" />
          <input
            ref={search}
            type="search"
            placeholder="Search the log"
            aria-label="Search the log"
            aria-keyshortcuts="/"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') go(event.shiftKey ? -1 : 1);
              if (event.key === 'Escape') {
                setQuery('');
                event.currentTarget.blur();
              }
            }}
          />
          {pattern && (
            <>
              <span className="log-matches" role="status">
                {matches.length === 0 ? 'None' : `${count.format(match + 1)} of ${count.format(matches.length)}`}
              </span>
              <button className="icon-button" aria-label="Previous match" onClick={() => go(-1)}>
                <Icon name="up" />
              </button>
              <button className="icon-button" aria-label="Next match" onClick={() => go(1)}>
                <Icon name="down" />
              </button>
            </>
          )}
        </div>
        <label className="log-level">
          <span className="sr-only">Show lines</span>
          <select value={minLevel} onChange={(event) => setMinLevel(Number(event.target.value))}>
            {LEVEL_CHOICES.map(([level, words]) => (
              <option key={level} value={level}>
                {words}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </label>
        <span className="log-tools-end">
          <button
            className="button toggle"
            aria-pressed={follow}
            aria-keyshortcuts="f"
            title="Keep the newest line in sight (f)"
            onClick={() => setFollow(!follow)}
          >
            <Icon name="follow" />
            Follow
          </button>
          <button className="icon-button" aria-label="Copy the shown lines" title="Copy" onClick={() => void copyAll()}>
            <Icon name="copy" />
          </button>
          <button
            className="icon-button"
            aria-label="Download the log as text"
            title="Download"
            onClick={() => saveFile(new Blob([asText(log.lines)], { type: 'text/plain;charset=utf-8' }), fileName)}
          >
            <Icon name="download" />
          </button>
        </span>
      </div>
      <ConnectionBanner status={status} lines={size} onReconnect={onReconnect} />
      {view.size === 0 && <p className="log-empty muted">{emptyLabels(size, isLive)}</p>}
      <LogList
        ref={list}
        view={view}
        pattern={pattern}
        currentRow={currentRow}
        linkedLine={linkedLine}
        follow={follow}
        onFollow={setFollow}
        onLink={link}
      />
      <p className="log-foot" data-testid="log-foot">
        <span className="count">{lineCount(size, view.size)}</span>
        {end ? (
          <span data-testid="log-end">
            Complete: {stateLabel(end.state_type, end.state_name).label.toLowerCase()}, {lineLabels(end.lines)}
          </span>
        ) : (
          <span>{status.kind === 'open' && isLive ? 'New lines show here as they are written' : null}</span>
        )}
      </p>
    </section>
  );
}

function lineLabels(n: number): string {
  return n === 1 ? '1 line' : `${count.format(n)} lines`;
}

function lineCount(all: number, shown: number): string {
  if (shown !== all) return `${count.format(shown)} of ${count.format(all)} lines shown`;
  return lineLabels(all);
}

function emptyLabels(size: number, isLive: boolean): string {
  if (size > 0) return 'No line is this important. Choose "All lines" to see everything.';
  return isLive ? 'Waiting for the first line…' : 'This run wrote no log.';
}
