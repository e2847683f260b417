export function Logo({ large = false }: { large?: boolean }) {
  return (
    <svg className={large ? 'logo large' : 'logo'} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" className="logo-ground" />
      <path d="M8 10.5c5 0 5 5.5 9 5.5h7M8 21.5c5 0 5-5.5 9-5.5" className="logo-stream" />
      <circle cx="8" cy="10.5" r="2.4" fill="#fff" />
      <circle cx="8" cy="21.5" r="2.4" fill="#fff" />
      <circle cx="24" cy="16" r="2.8" fill="#ffd27a" />
    </svg>
  );
}
