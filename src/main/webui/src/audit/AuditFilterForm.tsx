import { type FormEvent, useId } from 'react';
import { Icon } from '../ui/Icon';
import { type AuditFields, fieldsOf } from './auditFilter';
import { ACTIONS } from './auditLabels';

interface AuditFilterFormProps {
  fields: AuditFields;
  /** Kinds of things that were met so far. */
  kinds: readonly string[];
  onShow: (fields: AuditFields) => void;
}

export function AuditFilterForm({ fields, kinds, onShow }: AuditFilterFormProps) {
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const entered = new URLSearchParams();
    for (const [name, value] of new FormData(event.currentTarget)) entered.set(name, String(value));
    onShow(fieldsOf(entered));
  };
  return (
    <form className="filter" role="search" aria-label="Activity" onSubmit={submit}>
      <div className="field">
        <label htmlFor={`${id}-actor`}>Who</label>
        <input id={`${id}-actor`} name="actor" placeholder="Email address" defaultValue={fields.actor} autoComplete="off" />
      </div>
      <div className="field">
        <label htmlFor={`${id}-action`}>Did</label>
        <div className="choice">
          <select id={`${id}-action`} name="action" defaultValue={fields.action ?? ''}>
            <option value="">anything</option>
            {Object.entries(ACTIONS).map(([action, words]) => (
              <option key={action} value={action}>
                {words}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </div>
      </div>
      <div className="field">
        <label htmlFor={`${id}-type`}>With</label>
        <div className="choice">
          <select id={`${id}-type`} name="resource_type" defaultValue={fields.resource_type ?? ''}>
            <option value="">anything</option>
            {[...new Set([...Object.keys(KINDS), ...kinds])].map((type) => (
              <option key={type} value={type}>
                {KINDS[type] ?? type.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
          <Icon name="down" />
        </div>
      </div>
      <div className="field">
        <label htmlFor={`${id}-from`}>From</label>
        <input id={`${id}-from`} name="from" type="date" defaultValue={fields.from} />
      </div>
      <div className="field">
        <label htmlFor={`${id}-to`}>Up to</label>
        <input id={`${id}-to`} name="to" type="date" defaultValue={fields.to} />
      </div>
      <button className="button primary">Show</button>
    </form>
  );
}

/** Things that people ask for by name; whatever else stands in the list is offered by its own. */
const KINDS: Record<string, string> = {
  org_user: 'members',
  invitation: 'invitations',
  org: 'the organisation',
  org_preference: 'settings',
  auth: 'accounts',
  pipeline: 'pipelines',
  connection: 'connections',
  data_source: 'sources',
  warehouse: 'the warehouse',
  dbt: 'the dbt workspace',
  dbt_task: 'dbt tasks',
};
