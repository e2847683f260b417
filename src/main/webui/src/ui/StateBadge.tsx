import type { StateLabel, Tone } from '../labels/state';
import { Icon, type IconName } from './Icon';

const ICONS: Record<Tone, IconName> = {
  ok: 'check',
  warn: 'warn',
  bad: 'cross',
  live: 'spinner',
  wait: 'clock',
  idle: 'dash',
};

export function StateBadge({ words }: { words: StateLabel }) {
  return (
    <span className={`badge tone-${words.tone}`} title={words.hint}>
      <Icon name={ICONS[words.tone]} />
      {words.label}
    </span>
  );
}

export function StateMark({ words }: { words: StateLabel }) {
  return (
    <span className={`mark tone-${words.tone}`}>
      <Icon name={ICONS[words.tone]} />
    </span>
  );
}
