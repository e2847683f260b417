import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { LogLineRow } from './LogLineRow';
import type { LogLine } from './LogStore';
import type { LogView } from './LogView';

export interface LogListHandle {
  /** Brings a row into the middle. */
  show: (row: number) => void;
  scrollBy: (lines: number) => void;
  /** First row that can be seen. */
  firstRow: () => number;
}

interface LogListProps {
  ref: RefObject<LogListHandle | null>;
  view: LogView;
  /** What is searched; null for nothing. */
  pattern: RegExp | null;
  currentRow: number;
  linkedLine: number | null;
  follow: boolean;
  onFollow: (follow: boolean) => void;
  onLink: (n: number) => void;
}

const ROW_PX = 22;
/** Width of one letter, and of what stands left of the text, as `run.css` has them. Only an estimate: rows are measured once seen. */
const LETTER_PX = 7.6;
const GUTTER_PX = 166;
/** How near the end counts as being there. */
const END_PX = 30;

/** The lines, of which only those in sight are in the document. */
export function LogList({ ref, view, pattern, currentRow, linkedLine, follow, onFollow, onLink }: LogListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const following = useRef(follow);
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (!following.current || !element) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, []);
  const columns = useColumns(scroller, toEnd);
  const virtualizer = useVirtualizer({
    count: view.size,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => ROW_PX * rowsOf(view.line(row), columns),
    getItemKey: (row) => view.line(row).n,
    overscan: 12,
  });

  useEffect(() => virtualizer.measure(), [columns, virtualizer]);

  const total = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    following.current = follow;
    toEnd();
  }, [follow, total, toEnd]);

  useImperativeHandle(
    ref,
    () => ({
      show: (row) => virtualizer.scrollToIndex(row, { align: 'center' }),
      scrollBy: (lines) => scroller.current?.scrollBy({ top: lines * ROW_PX }),
      firstRow: () => virtualizer.range?.startIndex ?? 0,
    }),
    [virtualizer],
  );

  const scrolled = () => {
    const element = scroller.current;
    if (!element) return;
    const fromEnd = element.scrollHeight - element.clientHeight - element.scrollTop;
    const wentUp = element.scrollTop < lastTop.current - 2;
    lastTop.current = element.scrollTop;
    if (follow && wentUp && fromEnd > END_PX) onFollow(false);
  };

  return (
    <div className="log-scroll" ref={scroller} onScroll={scrolled} tabIndex={0} role="log" aria-live="off" aria-label="Log">
      <div className="log-canvas" style={{ height: total }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const line = view.line(index);
          return (
            <div
              key={key}
              data-index={index}
              ref={virtualizer.measureElement}
              className="log-slot"
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogLineRow
                line={line}
                pattern={pattern}
                isCurrent={index === currentRow}
                isLinked={line.n === linkedLine}
                onLink={onLink}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function rowsOf({ text, hasBreaks }: LogLine, columns: number): number {
  if (!hasBreaks) return Math.max(1, Math.ceil(text.length / columns));
  let rows = 0;
  for (const part of text.split('\n')) rows += Math.max(1, Math.ceil(part.length / columns));
  return rows;
}

function useColumns(scroller: RefObject<HTMLDivElement | null>, onResize: () => void): number {
  const [columns, setColumns] = useState(120);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const observer = new ResizeObserver(() => {
      setColumns(Math.max(20, Math.floor((element.clientWidth - GUTTER_PX) / LETTER_PX)));
      onResize();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, onResize]);
  return columns;
}
