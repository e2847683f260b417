import { useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { exportAudit } from '../api/endpoints';
import type { AuditEntry, Membership } from '../api/types';
import { useMembership, useSession } from '../session/SessionProvider';
import { Icon } from '../ui/Icon';
import { Blank, Notice } from '../ui/Notice';
import { saveFile } from '../ui/saveFile';
import { useAction } from '../ui/useAction';
import { useNow } from '../ui/useNow';
import { moveFocus, useShortcuts } from '../ui/useShortcuts';
import { useTitle } from '../ui/useTitle';
import { ago, dateTime, exactTime } from '../labels/time';
import { AuditFilterForm } from './AuditFilterForm';
import { type AuditFields, fieldsOf, filterOf } from './auditFilter';
import { auditName, auditLabels, detailLabels } from './auditLabels';
import { useAudit } from './useAudit';

/** Who did what in the organisation, for those who answer for it. */
export function AuditPage() {
  useTitle('Activity');
  const { can } = useSession();
  const { org } = useMembership();
  return (
    <div className="page">
      {can('can_view_audit') ? (
        <Entries org={org} />
      ) : (
        <>
          <h1>Activity</h1>
          <Blank title="Your role does not include this list">The account managers of {org.name} can see it.</Blank>
        </>
      )}
    </div>
  );
}

function Entries({ org }: { org: Membership['org'] }) {
  const [query, setQuery] = useSearchParams();
  const fields = useMemo(() => fieldsOf(query), [query]);
  const filter = useMemo(() => filterOf(fields), [fields]);
  const { entries, hasMore, busy, error, more } = useAudit(filter);
  const [exporting, act] = useAction();
  const list = useRef<HTMLUListElement>(null);
  const down = () => moveFocus(list.current, 1);
  const up = () => moveFocus(list.current, -1);
  useShortcuts({ j: down, ArrowDown: down, k: up, ArrowUp: up });
  const isFiltered = Object.keys(fields).length > 0;

  const show = (wanted: AuditFields) => setQuery(wanted as Record<string, string>);
  const save = () =>
    void act(
      async () => saveFile(await exportAudit(filter), `activity-${org.slug}.csv`),
      'The list could not be saved.',
    );
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Activity</h1>
          <p className="muted">Who did what in {org.name}, and when. This list cannot be changed.</p>
        </div>
        <button className="button" disabled={exporting} onClick={save}>
          <Icon name={exporting ? 'spinner' : 'download'} />
          {exporting ? 'Saving…' : 'Save as CSV'}
        </button>
      </div>
      <AuditFilterForm
        // Another address, by the browser's own back for example, fills the fields anew.
        key={query.toString()}
        fields={fields}
        kinds={[...(fields.resource_type ? [fields.resource_type] : []), ...(entries ?? []).map((entry) => entry.resource_type)]}
        onShow={show}
      />
      {error && !entries && (
        <Blank
          tone="bad"
          title="The list could not be loaded"
          action={
            <button className="button" onClick={more}>
              Try again
            </button>
          }
        >
          {error}
        </Blank>
      )}
      {!entries && !error && <p className="muted">Loading…</p>}
      {entries?.length === 0 &&
        (isFiltered ? (
          <Blank
            title="Nothing matches"
            action={
              <button className="button" onClick={() => show({})}>
                Show everything
              </button>
            }
          >
            No entry is of this person, kind and time.
          </Blank>
        ) : (
          <Blank title="Nothing has happened yet">From the first change on, it is written down here.</Blank>
        ))}
      {entries && entries.length > 0 && (
        <ul className="audit" ref={list} aria-label="Activity">
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {error && entries && (
        <Notice tone="warn" title="The rest could not be loaded.">
          {error}
        </Notice>
      )}
      {hasMore && (
        <button className="button more" disabled={busy} onClick={more}>
          {busy ? 'Loading…' : 'Load older entries'}
        </button>
      )}
    </>
  );
}

function EntryRow({ entry }: { entry: AuditEntry }) {
  const now = useNow(60_000);
  const { at, actor, resource_id: id, address, agent, details } = entry;
  const name = auditName(entry);
  const facts: [string, string][] = [
    ...(id ? ([['id', id]] as [string, string][]) : []),
    ...detailLabels(details),
    ...(address ? ([['from', address]] as [string, string][]) : []),
    ...(agent ? ([['with', agent]] as [string, string][]) : []),
  ];
  return (
    <li>
      <details>
        <summary data-row>
          <span className="audit-what">
            <strong>{actor}</strong> {auditLabels(entry)}
            {name && `: ${name}`}
          </span>
          <span className="muted small" title={exactTime(at)}>
            {dateTime(at, now)} · {ago(at, now)}
          </span>
        </summary>
        <dl className="facts">
          <div>
            <dt>when</dt>
            <dd>{exactTime(at)}</dd>
          </div>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
