import { type ReactNode, createContext, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import * as api from '../api/endpoints';
import { ApiError, sentence } from '../api/errors';
import { onSessionLost, selectOrg, selectedOrg } from '../api/http';
import type { Membership } from '../api/types';

type Phase =
  | { kind: 'loading' }
  | { kind: 'signedOut'; ended: boolean }
  | { kind: 'failed'; message: string }
  | Ready;

interface Ready {
  kind: 'ready';
  memberships: Membership[];
  current: Membership;
  /** Name of an organisation in which the user has just ceased to be a member. */
  left?: string;
  /** When what is on the page was refused and had to begin anew, in epoch milliseconds. */
  renewed?: number;
}

export interface Session {
  phase: Phase;
  signIn: (username: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
  /** On every device. Fails when the server did not do it, so that the page can say so. */
  signOutEverywhere: () => Promise<void>;
  switchOrg: (slug: string) => void;
  retry: () => void;
  /** Whether the user may do something in the current organisation. */
  can: (permission: string) => boolean;
}

const RECOVERY_MS = 10_000;

const SessionContext = createContext<Session | null>(null);

/** Who is signed in, and for which organisation. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [phase, setPhase] = useState<Phase>({ kind: 'loading' });

  /** The question that is under way; an older answer does not overrule a newer one. */
  const asking = useRef<symbol | null>(null);

  const load = useCallback(async (lost?: Membership) => {
    // The question itself meets the end of the session as every request does, and must not ask again.
    if (lost && asking.current) return;
    const mine = Symbol();
    asking.current = mine;
    // The lost organisation is removed from the list; other memberships stay.
    if (lost) selectOrg(lost.org.slug);
    const answer = await ask();
    if (asking.current !== mine) return;
    asking.current = null;
    // A person who signed out in the meantime needs no further notice.
    setPhase((before) => (!lost ? answer : before.kind === 'ready' ? afterRefusal(before, lost, answer) : before));
  }, []);

  useEffect(() => void load(), [load]);

  useEffect(() => {
    if (phase.kind !== 'ready') return undefined;
    // An ended session and an ended membership have the same status: only a request for the person distinguishes them.
    onSessionLost(() => void load(phase.current));
    return () => onSessionLost(() => {});
  }, [phase, load]);

  const session = useMemo<Session>(
    () => ({
      phase,
      signIn: async (username, password) => {
        await api.signIn(username, password);
        await load();
      },
      signOut: async () => {
        // Signing out works without a session and without a network.
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
  if (phase.kind !== 'ready') throw new Error('useMembership without a signed-in person');
  return phase.current;
}

async function ask(): Promise<Phase> {
  try {
    return chosen(await api.currentUser());
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return { kind: 'signedOut', ended: false };
    return { kind: 'failed', message: sentence(error) };
  }
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

/** What a refusal in one organisation meant, once it is known who the user is now. */
function afterRefusal({ renewed = 0 }: Ready, lost: Membership, answer: Phase): Phase {
  const ended: Phase = { kind: 'signedOut', ended: true };
  if (answer.kind === 'signedOut') return ended;
  if (answer.kind !== 'ready') return answer;
  if (!answer.memberships.some(({ org }) => org.slug === lost.org.slug)) return { ...answer, left: lost.org.name };
  // Another tab has just replaced the session, by a new password for example. Twice in a row it is something else.
  const now = Date.now();
  return now - renewed < RECOVERY_MS ? ended : { ...answer, renewed: now };
}
