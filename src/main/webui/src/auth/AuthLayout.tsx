import type { ReactNode } from 'react';
import { Logo } from '../ui/Logo';
import { ThemeToggle } from '../ui/ThemeToggle';

interface EntranceProps {
  title: string;
  lead?: ReactNode;
  children?: ReactNode;
}

/** The card of pages for people who are not signed in. */
export function AuthLayout({ title, lead, children }: EntranceProps) {
  return (
    <main className="auth">
      <div className="auth-corner">
        <ThemeToggle />
      </div>
      <div className="auth-card">
        <Logo large />
        <h1>{title}</h1>
        {lead && <p className="muted">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
