import { useState } from 'react';
import { Link, NavLink, Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { Bell } from './notifications/Bell';
import { UnreadProvider } from './notifications/UnreadProvider';
import { useSession } from './session/SessionProvider';
import { HelpDialog } from './ui/HelpDialog';
import { Icon } from './ui/Icon';
import { Logo } from './ui/Logo';
import { Blank, Notice } from './ui/Notice';
import { ThemeToggle } from './ui/ThemeToggle';
import { useShortcuts } from './ui/useShortcuts';

/** The frame of every page for signed-in people. */
export function Shell() {
  const { phase, can, switchOrg, signOut, retry } = useSession();
  const location = useLocation();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  useShortcuts({ '?': () => setHelp(true) });

  if (phase.kind === 'signedOut') {
    return <Navigate to="/sign-in" replace state={{ from: location.pathname + location.search }} />;
  }
  if (phase.kind === 'loading') return <p className="opening">Opening Dalgo…</p>;
  if (phase.kind === 'failed') {
    return (
      <main className="page">
        <Blank
          tone="bad"
          title="Dalgo could not be opened"
          action={
            <div className="actions">
              <button className="button primary" onClick={retry}>
                Try again
              </button>
              <button className="button" onClick={() => void signOut()}>
                Sign out
              </button>
            </div>
          }
        >
          {phase.message}
        </Blank>
      </main>
    );
  }

  const { memberships, current, left, renewed } = phase;
  const change = (slug: string) => {
    switchOrg(slug);
    // A run or a pipeline belongs to the organisation that was left; the other pages are there in each.
    void navigate(/^\/(runs|pipelines)\//.test(location.pathname) ? '/pipelines' : location.pathname);
  };
  return (
    <UnreadProvider org={current.org.slug}>
      <div className="shell">
        <a className="skip" href="#content">
          Skip to the content
        </a>
        <header className="top">
          <Link to="/pipelines" className="brand" aria-label="Dalgo, pipelines">
            <Logo />
            <span>Dalgo</span>
          </Link>
          {memberships.length > 1 ? (
            <label className="org-switch">
              <span className="sr-only">Organisation</span>
              <select value={current.org.slug} onChange={(event) => change(event.target.value)}>
                {memberships.map(({ org }) => (
                  <option key={org.slug} value={org.slug}>
                    {org.name}
                  </option>
                ))}
              </select>
              <Icon name="down" />
            </label>
          ) : (
            <span className="org-name">{current.org.name}</span>
          )}
          <nav className="places" aria-label="Main">
            <NavLink to="/pipelines">Pipelines</NavLink>
            {can('can_view_orgusers') && <NavLink to="/members">Members</NavLink>}
            {can('can_view_audit') && <NavLink to="/audit">Activity</NavLink>}
            {(can('can_edit_org_notification_settings') || can('can_manage_api_tokens')) && <NavLink to="/settings">Settings</NavLink>}
          </nav>
          <div className="top-end">
            <Bell />
            <NavLink to="/account" className="who" title="Your account" aria-label={`Your account, ${current.email}`}>
              <Icon name="person" />
              <span>{current.email}</span>
            </NavLink>
            <ThemeToggle />
            <button className="icon-button" aria-label="Keyboard help" title="Keyboard help (?)" onClick={() => setHelp(true)}>
              <Icon name="help" />
            </button>
            <button className="icon-button" aria-label="Sign out" title="Sign out" onClick={() => void signOut()}>
              <Icon name="leave" />
            </button>
          </div>
        </header>
        <main id="content" tabIndex={-1} key={`${current.org.slug} ${renewed}`}>
          {left && <Notice tone="wait" title={`You are no longer a member of ${left}.`} />}
          <Outlet />
        </main>
        {help && <HelpDialog onClose={() => setHelp(false)} />}
      </div>
    </UnreadProvider>
  );
}
