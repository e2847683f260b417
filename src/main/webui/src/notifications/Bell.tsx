import { NavLink } from 'react-router';
import { Icon } from '../ui/Icon';
import { useUnread } from './UnreadProvider';

export function Bell() {
  const { count } = useUnread();
  const label = count > 0 ? `Notifications, ${count} not read` : 'Notifications';
  return (
    <NavLink to="/notifications" className="icon-button bell" aria-label={label} title={label}>
      <Icon name="bell" />
      {count > 0 && <span className="bell-count">{count > 99 ? '99+' : count}</span>}
    </NavLink>
  );
}
