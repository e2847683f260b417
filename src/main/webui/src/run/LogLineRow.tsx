import { Fragment, memo } from 'react';
import type { LogLine } from './LogStore';
import { levelName } from './logText';

interface LogLineRowProps {
  line: LogLine;
  /** What is searched; null for nothing. */
  pattern: RegExp | null;
  isCurrent: boolean;
  isLinked: boolean;
  onLink: (n: number) => void;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

export const LogLineRow = memo(function LogLineRow({ line, pattern, isCurrent, isLinked, onLink }: LogLineRowProps) {
  const level = levelName(line.level);
  const classes = ['line', `level-${level.toLowerCase()}`];
  if (isCurrent) classes.push('current');
  if (isLinked) classes.push('linked');
  return (
    <div className={classes.join(' ')} data-line={line.n}>
      <a
        className="line-number"
        href={`?line=${line.n}`}
        tabIndex={-1}
        title="Link to this line"
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onLink(line.n);
        }}
      >
        {line.n}
      </a>
      <time title={line.timestamp}>{clockTime(line.timestamp)}</time>
      <span className="line-level" title={level}>
        <span className="sr-only">{level}</span>
      </span>
      <span className="line-text">{pattern ? marked(line.text, pattern) : line.text}</span>
    </div>
  );
});

function clockTime(iso: string): string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? '' : clock.format(date);
}

function marked(text: string, pattern: RegExp) {
  const parts = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(new RegExp(pattern, 'giu'))) {
    parts.push(
      <Fragment key={index}>
        {text.slice(from, index)}
        <mark>{found}</mark>
      </Fragment>,
    );
    from = index + found.length;
  }
  return [...parts, text.slice(from)];
}
