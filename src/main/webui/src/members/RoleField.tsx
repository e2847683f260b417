import { useId } from 'react';
import type { Role } from '../api/types';
import { Icon } from '../ui/Icon';

/** Choice of a role; nothing is chosen in advance unless it is known what there was. */
export function RoleField({ roles, current }: { roles: readonly Role[]; current?: string }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Role</label>
      <div className="choice">
        <select id={id} name="role" defaultValue={current ?? ''} required>
          <option value="" disabled>
            Choose a role
          </option>
          {roles.map(({ uuid, name }) => (
            <option key={uuid} value={uuid}>
              {name}
            </option>
          ))}
        </select>
        <Icon name="down" />
      </div>
    </div>
  );
}
