import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { Notification } from '../api/types';
import { openAt } from '../testApp';
import { Refusal, TestServer, membership } from '../testServer';
import { MessageText } from './MessageText';

const LIST = 'GET /api/notifications/v1';
const COUNT = 'GET /api/notifications/unread_count';
let server: TestServer;

beforeEach(() => {
  server = new TestServer().install().signedIn(membership());
  server.on(COUNT, { success: true, res: 1 }).on(LIST, page([notification(2), notification(1, { read_status: true })]));
});

const row = async (text: string) => within((await screen.findByText(text)).closest('li') as HTMLElement);

it('counts in the bell what is not read, again when one comes back to the page', async () => {
  openAt('/notifications');
  expect(await screen.findByRole('link', { name: 'Notifications, 1 not read' })).toHaveTextContent('1');
  server.on(COUNT, { success: true, res: 120 });
  fireEvent(document, new Event('visibilitychange'));
  expect(await screen.findByRole('link', { name: 'Notifications, 120 not read' })).toHaveTextContent('99+');
});

it('has a silent bell when the number cannot be had', async () => {
  server.on(COUNT, new Refusal(503, { detail: 'no' }));
  openAt('/notifications');
  expect(await screen.findByRole('link', { name: 'Notifications' })).toBeInTheDocument();
  expect(screen.queryByRole('alert')).not.toBeInTheDocument();
});

it('marks one as read, and the bell follows', async () => {
  const sent: unknown[] = [];
  server.on('PUT /api/notifications/v1', (body: unknown) => {
    sent.push(body);
    return { success: true };
  });
  const user = openAt('/notifications');
  const unread = await row('Message 2');
  await screen.findByRole('link', { name: 'Notifications, 1 not read' });
  server.on(COUNT, { success: true, res: 0 }).on(LIST, page([notification(2, { read_status: true })]));
  await user.click(unread.getByRole('button', { name: 'Mark as read' }));
  expect(await unread.findByRole('button', { name: 'Mark as unread' })).toBeInTheDocument();
  expect(await screen.findByRole('link', { name: 'Notifications' })).toBeInTheDocument();
  expect(sent).toEqual([{ notification_ids: [2], read_status: true }]);
});

it('marks all as read', async () => {
  server.on('PUT /api/notifications/mark_all_as_read', { success: true, updated_count: 1 });
  const user = openAt('/notifications');
  const all = screen.findByRole('button', { name: 'Mark all as read' });
  await waitFor(async () => expect(await all).toBeEnabled());
  server.on(COUNT, { success: true, res: 0 }).on(LIST, page([notification(2, { read_status: true })]));
  await user.click(await all);
  await waitFor(async () => expect(await all).toBeDisabled());
  expect(server.requests).toContain('PUT /api/notifications/mark_all_as_read');
});

it('shows only what is not read, and turns pages', async () => {
  server.on(LIST, page([notification(2)], 3));
  const user = openAt('/notifications');
  await screen.findByText('Message 2');
  await user.click(screen.getByRole('button', { name: 'Older' }));
  await waitFor(() => expect(server.requests).toContain('GET /api/notifications/v1?page=2&limit=20'));
  await user.click(screen.getByRole('button', { name: 'Only unread' }));
  await waitFor(() => expect(server.requests).toContain('GET /api/notifications/v1?page=1&limit=20&read_status=0'));
  expect(screen.getByRole('button', { name: 'Only unread' })).toHaveAttribute('aria-pressed', 'true');
});

it('says that there is nothing, and that it could not be loaded', async () => {
  server.on(LIST, page([]));
  openAt('/notifications');
  expect(await screen.findByText('Nothing to tell yet')).toBeInTheDocument();
});

it('tries again after a failure', async () => {
  server.on(LIST, new Refusal(500));
  const user = openAt('/notifications');
  expect(await screen.findByText('Your notifications could not be loaded')).toBeInTheDocument();
  server.on(LIST, page([notification(2)]));
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Message 2')).toBeInTheDocument();
});

it('makes links of addresses, without the marks of the sentence, and of nothing else', () => {
  render(<MessageText text={'See https://dalgo.test/runs/1?a=b, (http://x.test/y). javascript:alert(1) <b>x</b>'} />);
  const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
  expect(links).toEqual(['https://dalgo.test/runs/1?a=b', 'http://x.test/y']);
  expect(screen.getByText(/<b>x<\/b>/)).toBeInTheDocument();
});

function notification(id: number, over: Partial<Notification> = {}): Notification {
  const timestamp = new Date(Date.now() - 3_600_000).toISOString();
  return { id, author: 'Dalgo', message: `Message ${id}`, timestamp, urgent: false, read_status: false, ...over };
}

function page(res: Notification[], pages = 1) {
  return { success: true, res, page: 1, total_pages: pages, total_notifications: res.length };
}
