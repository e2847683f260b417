import { expect, test } from '@playwright/test';
import { archivedLines, lineCount, runAndWatch, shownLines, signIn } from './consolePage';
import { TcpProxy } from './tcpProxy';

const PIPELINE = process.env.DALGO_PIPELINE ?? 'nightly';
const CUT_MS = 5_000;
/** A real run syncs two connections and runs dbt. */
const RUN_MS = 170_000;

test('a run is watched from its first to its last line, and a cut network leaves no gap', async ({ page, baseURL }) => {
  const network = await TcpProxy.open(baseURL as string);
  try {
    await signIn(page, network.url);
    const runId = await runAndWatch(page, PIPELINE);

    await test.step('the first line arrives while it runs', async () => {
      await expect(page.locator('[data-line="1"]')).toBeVisible({ timeout: 60_000 });
      await expect(page.getByTestId('log-end')).toHaveCount(0);
    });

    await test.step('lines keep coming', async () => {
      const before = await lineCount(page);
      await expect.poll(() => lineCount(page)).toBeGreaterThan(before);
    });

    await test.step('the network is cut for five seconds, and the page says so', async () => {
      expect(network.cut(), 'open connections').toBeGreaterThan(0);
      await expect(page.getByText(/Connection lost, resuming after line \d/)).toBeVisible();
      await page.waitForTimeout(CUT_MS);
      network.mend();
      await expect(page.getByText(/Connection lost|Connecting again/)).toHaveCount(0, { timeout: 30_000 });
    });

    await test.step('the last line and the end arrive', async () => {
      await expect(page.getByTestId('log-end')).toContainText('Complete: succeeded', { timeout: RUN_MS });
    });

    const archived = await archivedLines(page, runId);
    expect(archived.length).toBeGreaterThan(10);
    await expect(page.locator(`[data-line="${archived.length}"]`), 'following, the last line is in sight').toBeVisible();
    await expect(page.getByTestId('log-end')).toContainText(`${archived.length.toLocaleString('en')} lines`);
    expect(await shownLines(page)).toEqual(archived);
  } finally {
    await network.close();
  }
});

test('a viewer sees that pipelines are not part of their role', async ({ page, baseURL }) => {
  await signIn(page, baseURL as string, 'viewer@demo.test');
  await expect(page.getByText('Your role does not include pipelines')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Run / })).toHaveCount(0);
});

test('a wrong password is shown as a sentence, and the page stays', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Email').fill('manager@demo.test');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).not.toBeEmpty();
  await expect(page).toHaveURL(/sign-in/);
});
