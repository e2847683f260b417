import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useState } from 'react';
import * as api from '../api/endpoints';
import { ApiError, sentence } from '../api/errors';
import { onSessionLost, selectOrg, selectedOrg } from '../api/http';
import type { Membership } from '../api/types';

type Phase =
  | { kind: 'loading' }
  | { kind: 'signedOut'; ended: boolean }
  | { kind: 'failed'; message: string }
  | { kind: 'ready'; memberships: Membership[]; current: Membership };

export interface Session {
  phase: Phase;
  signIn: (username: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  /** On every device. Fails when the server did not do it: somebody who asks for this must know. */
  signOutEverywhere: () => Promise<void>;
  switchOrg: (slug: string) => void;
  retry: () => void;
  /** Whether the user may do something in the current organisation. */
  can: (permission: string) => boolean;
}

const SessionContext = createContext<Session | null>(null);

/** Who is signed in, and for which organisation. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [phase, setPhase] = useState<Phase>({ kind: 'loading' });

  const load = useCallback(async () => {
    try {
      setPhase(chosen(await api.currentUser()));
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) setPhase({ kind: 'signedOut', ended: false });
      else setPhase({ kind: 'failed', message: sentence(error) });
    }
  }, []);

  useEffect(() => {
    onSessionLost(() =>
      setPhase((before) => ({ kind: 'signedOut', ended: before.kind === 'ready' || wasEnded(before) })),
    );
    void load();
    return () => onSessionLost(() => {});
  }, [load]);

  const session = useMemo<Session>(
    () => ({
      phase,
      signIn: async (username, password) => {
        await api.signIn(username, password);
        await load();
      },
      signOut: async () => {
        // Signing out must work for somebody whose session, or whose network, is already gone.
        await api.signOut().catch(() => {});
        selectOrg(null);
        setPhase({ kind: 'signedOut', ended: false });
      },
      signOutEverywhere: async () => {
        await api.signOutEverywhere();
        selectOrg(null);
        setPhase({ kind: 'signedOut', ended: false });
      },
      switchOrg: (slug) => {
        if (phase.kind !== 'ready') return;
        selectOrg(slug);
        setPhase(chosen(phase.memberships));
      },
      retry: () => {
        setPhase({ kind: 'loading' });
        void load();
      },
      can: (permission) => phase.kind === 'ready' && phase.current.permissions.some(({ slug }) => slug === permission),
    }),
    [phase, load],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession outside SessionProvider');
  return session;
}

/** The caller in the current organisation; only below `Shell`, which shows nothing before there is one. */
export function useMembership(): Membership {
  const { phase } = useSession();
  if (phase.kind !== 'ready') throw new Error('useMembership while nobody is signed in');
  return phase.current;
}

/** The membership that was chosen before, else the first; remembered, so that every request names it. */
function chosen(memberships: Membership[]): Phase {
  const current = memberships.find(({ org }) => org.slug === selectedOrg()) ?? memberships[0];
  if (!current) {
    return {
      kind: 'failed',
      message: 'Your account does not belong to an organisation yet. Ask a colleague who manages Dalgo to invite you.',
    };
  }
  selectOrg(current.org.slug);
  return { kind: 'ready', memberships, current };
}

function wasEnded(phase: Phase): boolean {
  return phase.kind === 'signedOut' && phase.ended;
}
