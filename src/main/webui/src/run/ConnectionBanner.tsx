import type { StreamStatus } from '../stream/EventStream';
import { useNow } from '../ui/useNow';
import { Icon } from '../ui/Icon';

interface ConnectionBannerProps {
  status: StreamStatus;
  /** Lines received so far. */
  lines: number;
  onReconnect: () => void;
}

const count = new Intl.NumberFormat('en');

/** Shows the state of the connection, and that a drop loses no line. */
export function ConnectionBanner({ status, lines, onReconnect }: ConnectionBannerProps) {
  if (status.kind === 'retrying') return <Lost retryAt={status.retryAt} offline={status.offline} lines={lines} onReconnect={onReconnect} />;
  if (status.kind === 'connecting' && lines > 0) {
    return (
      <div className="banner tone-warn" role="status">
        <Icon name="spinner" />
        Connecting again, resuming after line {count.format(lines)}…
      </div>
    );
  }
  if (status.kind === 'refused') {
    return (
      <div className="banner tone-bad" role="alert">
        <Icon name="warn" />
        The live log has stopped. {status.message}
      </div>
    );
  }
  return null;
}

function Lost({ retryAt, offline, lines, onReconnect }: Omit<ConnectionBannerProps, 'status'> & { retryAt: number; offline: boolean }) {
  const now = useNow(500);
  const seconds = Math.max(0, Math.ceil((retryAt - now) / 1000));
  return (
    <div className="banner tone-warn" role="status">
      <Icon name="warn" />
      <span>
        {offline ? 'You are offline' : 'Connection lost'}
        {lines > 0 ? `, resuming after line ${count.format(lines)}` : ''}. Nothing is missed: the run goes on and every line
        is kept.
      </span>
      <span className="count" aria-hidden="true">
        {seconds > 0 ? `Next try in ${seconds} s` : 'Trying…'}
      </span>
      <button className="button small" onClick={onReconnect}>
        Try now
      </button>
    </div>
  );
}
