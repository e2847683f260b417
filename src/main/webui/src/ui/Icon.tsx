const PATHS = {
  play: 'M8 5.5v13l10.5-6.5z',
  stop: 'M7 7h10v10H7z',
  clock: 'M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  check: 'M5 12.5 10 17.5 19.5 7',
  cross: 'M6.5 6.5l11 11M17.5 6.5l-11 11',
  warn: 'M12 9v4.5M12 17h.01M10.3 4.3 2.7 17.5A2 2 0 0 0 4.4 20.5h15.2a2 2 0 0 0 1.7-3L13.7 4.3a2 2 0 0 0-3.4 0z',
  dash: 'M7 12h10',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20.5 20.5 16 16',
  up: 'M6 15l6-6 6 6',
  down: 'M6 9l6 6 6-6',
  left: 'M15 6l-6 6 6 6',
  download: 'M12 4v11M7.5 10.5 12 15l4.5-4.5M5 19.5h14',
  copy: 'M9 9h10.5v10.5H9zM5.5 15H4.5V4.5H15v1',
  follow: 'M12 4v13M6.5 12 12 17.5 17.5 12M6 21h12',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  auto: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 8l6.5-1M12 12h9M12 16l6.5 1',
  help: 'M9.3 9.2a2.8 2.8 0 1 1 4.2 2.5c-.9.5-1.5 1.1-1.5 2.3M12 17.2h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  leave: 'M10 4.5H5.5v15H10M14 8l4.5 4-4.5 4M18.5 12H10',
  bell: 'M6 17V11a6 6 0 1 1 12 0v6l1.5 2h-15zM10 21.5h4',
  person: 'M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5 7.5-5s6.7 1.4 7.5 5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6z',
  again: 'M4.5 12a7.5 7.5 0 1 1 2.2 5.3M4.5 20v-4.5H9',
  spinner: 'M12 3.5a8.5 8.5 0 1 0 8.5 8.5',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words; never the only carrier of a meaning, hence hidden from assistive technology. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
