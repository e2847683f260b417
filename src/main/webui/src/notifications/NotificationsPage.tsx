import { useCallback, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { listNotifications, markAllNotifications, markNotifications } from '../api/endpoints';
import type { Notification } from '../api/types';
import { useMembership } from '../session/SessionProvider';
import { Blank, Notice } from '../ui/Notice';
import { Pager } from '../ui/Pager';
import { useAction } from '../ui/useAction';
import { useLoaded } from '../ui/useLoaded';
import { useNow } from '../ui/useNow';
import { moveFocus, useShortcuts } from '../ui/useShortcuts';
import { useTitle } from '../ui/useTitle';
import { ago, exactTime } from '../labels/time';
import { MessageText } from './MessageText';
import { useUnread } from './UnreadProvider';

const PAGE = 20;

/** What happened in the organisation that its people should know. */
export function NotificationsPage() {
  useTitle('Notifications');
  const { org } = useMembership();
  const [query, setQuery] = useSearchParams();
  const page = Math.max(1, Number(query.get('page')) || 1);
  const unreadOnly = query.get('show') === 'unread';
  const { data, error, reload } = useLoaded(
    useCallback(() => listNotifications(page, PAGE, unreadOnly ? false : undefined), [page, unreadOnly]),
  );
  const unread = useUnread();
  const [busy, act] = useAction();
  const list = useRef<HTMLUListElement>(null);
  const down = () => moveFocus(list.current, 1);
  const up = () => moveFocus(list.current, -1);
  useShortcuts({ j: down, ArrowDown: down, k: up, ArrowUp: up });

  const refresh = () => Promise.all([reload(), unread.reload()]).then(() => {});
  const mark = ({ id, read_status: read }: Notification) =>
    void act(async () => {
      await markNotifications([id], !read);
      await refresh();
    }, 'This could not be marked.');
  const markAll = () =>
    void act(async () => {
      await markAllNotifications();
      await refresh();
    }, 'The notifications could not be marked.');
  const again = (
    <button className="button" onClick={() => void reload()}>
      Try again
    </button>
  );

  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>Notifications</h1>
          <p className="muted">What happened in {org.name} that you should know.</p>
        </div>
        <div className="actions">
          <button
            className="button toggle"
            aria-pressed={unreadOnly}
            onClick={() => setQuery(unreadOnly ? {} : { show: 'unread' })}
          >
            Only unread
          </button>
          <button className="button" disabled={busy || unread.count === 0} onClick={markAll}>
            Mark all as read
          </button>
        </div>
      </div>
      {error && data && (
        <Notice tone="warn" title="This list may be out of date." action={again}>
          {error}
        </Notice>
      )}
      {error && !data && (
        <Blank tone="bad" title="Your notifications could not be loaded" action={again}>
          {error}
        </Blank>
      )}
      {!data && !error && <p className="muted">Loading…</p>}
      {data?.res.length === 0 && (
        <Blank title={unreadOnly ? 'You have read everything' : 'Nothing to tell yet'}>
          When a run fails, or a source of your data changes its shape, it says so here.
        </Blank>
      )}
      {data && data.res.length > 0 && (
        <ul className="notifications" ref={list} aria-label="Notifications">
          {data.res.map((notification) => (
            <NotificationRow key={notification.id} notification={notification} busy={busy} onMark={mark} />
          ))}
        </ul>
      )}
      {data && data.total_pages > 1 && (
        <Pager
          page={data.page}
          pages={data.total_pages}
          onPage={(next) => setQuery({ ...(unreadOnly && { show: 'unread' }), page: String(next) })}
        />
      )}
    </div>
  );
}

interface NotificationRowProps {
  notification: Notification;
  busy: boolean;
  onMark: (notification: Notification) => void;
}

function NotificationRow({ notification, busy, onMark }: NotificationRowProps) {
  const now = useNow(60_000);
  const { author, message, timestamp, urgent, read_status: read } = notification;
  return (
    <li data-row tabIndex={-1} className={read ? undefined : 'unread'}>
      <div className="notification-body">
        {!read && <span className="sr-only">Not read: </span>}
        <MessageText text={message} />
        <p className="muted small" title={exactTime(timestamp)}>
          {urgent && <span className="tag urgent">Urgent</span>} {author} · {ago(timestamp, now)}
        </p>
      </div>
      <button className="button small" disabled={busy} onClick={() => onMark(notification)}>
        {read ? 'Mark as unread' : 'Mark as read'}
      </button>
    </li>
  );
}
