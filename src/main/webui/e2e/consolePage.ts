import { type Page, expect } from '@playwright/test';

export const PASSWORD = process.env.DALGO_DEMO_PASSWORD ?? 'demo-Passw0rd!';

export async function signIn(page: Page, origin: string, email = 'manager@demo.test'): Promise<void> {
  await page.goto(`${origin}/`);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Pipelines', exact: true })).toBeVisible();
}

/** Starts a pipeline from the list and opens its run; answers the run's id. */
export async function runAndWatch(page: Page, name: string): Promise<string> {
  await page.getByRole('button', { name: `Run ${name}`, exact: true }).click();
  await page.getByRole('link', { name: `Watch ${name} live` }).click();
  await page.waitForURL(/\/runs\/./);
  return new URL(page.url()).pathname.split('/').at(-1) as string;
}

/** Lines received, from the foot of the log. */
export async function lineCount(page: Page): Promise<number> {
  const text = (await page.getByTestId('log-foot').locator('.count').textContent()) ?? '';
  return Number(/^([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
}

/** Every line of the log as it is shown, read by scrolling from the first to the last. Fails when one number shows two texts. */
export async function shownLines(page: Page): Promise<string[]> {
  const shown = await page.getByRole('log').evaluate(async (scroller) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const lines: Record<number, string> = {};
    scroller.scrollTop = 0;
    for (let last = -1; ; ) {
      await frame();
      for (const row of scroller.querySelectorAll<HTMLElement>('[data-line]')) {
        const n = Number(row.dataset.line);
        const text = row.querySelector('.line-text')?.textContent ?? '';
        if (n in lines && lines[n] !== text) throw new Error(`line ${n} is shown twice, with different texts`);
        lines[n] = text;
      }
      if (scroller.scrollTop === last) return lines;
      last = scroller.scrollTop;
      scroller.scrollTop += scroller.clientHeight * 0.8;
    }
  });
  const numbers = Object.keys(shown).map(Number);
  expect(numbers, 'line numbers, without a hole').toEqual(numbers.map((_, i) => i + 1));
  return Object.values(shown);
}

/** The finished run's log from the API, formatted as the page shows it. */
export async function archivedLines(page: Page, runId: string): Promise<string[]> {
  const messages = await page.evaluate(async (id) => {
    const headers = { 'x-dalgo-org': localStorage.getItem('dalgo.org') ?? '' };
    const response = await fetch(`/api/prefect/flow_runs/${id}/logs?limit=0`, { headers });
    if (!response.ok) throw new Error(`logs?limit=0 answered ${response.status}`);
    const body = (await response.json()) as { logs: { logs: { message: string }[] } };
    return body.logs.logs.map(({ message }) => message);
  }, runId);
  return messages.map((message) => message.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, ''));
}
