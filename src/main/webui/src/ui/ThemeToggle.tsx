import { useState } from 'react';
import { Icon, type IconName } from './Icon';

type Theme = 'auto' | 'light' | 'dark';

const KEY = 'dalgo.theme';
const NEXT: Record<Theme, Theme> = { auto: 'light', light: 'dark', dark: 'auto' };
const ICONS: Record<Theme, IconName> = { auto: 'auto', light: 'sun', dark: 'moon' };
const WORDS: Record<Theme, string> = { auto: 'as on this device', light: 'light', dark: 'dark' };

/** Colours: as the device has them, or chosen. `public/theme.js` applies the choice before the first paint. */
export function ThemeToggle() {
  const [theme, setTheme] = useState<Theme>(() => (document.documentElement.dataset.theme as Theme | undefined) ?? 'auto');
  const change = () => {
    const next = NEXT[theme];
    setTheme(next);
    if (next === 'auto') {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem(KEY);
    } else {
      document.documentElement.dataset.theme = next;
      localStorage.setItem(KEY, next);
    }
  };
  const label = `Colours: ${WORDS[theme]}`;
  return (
    <button type="button" className="icon-button" onClick={change} aria-label={label} title={label}>
      <Icon name={ICONS[theme]} />
    </button>
  );
}
