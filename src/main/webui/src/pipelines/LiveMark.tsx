import type { StreamStatus } from '../stream/EventStream';

/** Says whether what is on screen keeps itself up to date. */
export function LiveMark({ status }: { status: StreamStatus }) {
  const [tone, text] = labels(status);
  return (
    <span className={`live-mark tone-${tone}`} role="status">
      <i />
      {text}
    </span>
  );
}

function labels(status: StreamStatus): [string, string] {
  switch (status.kind) {
    case 'open':
      return ['ok', 'Live'];
    case 'connecting':
      return ['idle', 'Connecting…'];
    case 'retrying':
      return status.offline ? ['warn', 'You are offline'] : ['warn', 'Connection lost, trying again…'];
    default:
      return ['warn', 'Not live; updated every 15 seconds'];
  }
}
