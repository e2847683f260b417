import { type Browser, type Page, expect, test } from '@playwright/test';
import { signIn } from './consolePage';

const PASSWORD = 'rainy-Tuesday-bicycle';

test('a person is invited, joins with the link of the mail, and works in two organisations', async ({ page, browser, baseURL }) => {
  const origin = baseURL as string;
  const email = `asha-${Date.now()}@ngo.test`;
  await signIn(page, origin, 'admin@demo.test');
  const [home, second] = await organisations(page);

  await test.step('an account manager invites her', async () => {
    await invite(page, email, 'Report viewer');
    await expect(page.getByRole('list', { name: 'Open invitations' })).toContainText(email);
  });

  const her = await newcomer(browser, origin);
  await test.step('she accepts, and the secret of the link leaves no trace', async () => {
    const code = await mailedCode(page, email);
    await her.goto(`/invitations?invite_code=${code}`);
    await expect(her).toHaveURL(/\/invitations$/);
    await her.getByRole('button', { name: 'Accept the invitation' }).click();
    await her.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await her.getByRole('button', { name: 'Create my account' }).click();
    await expect(her.getByText(`${email} is now a member of ${home}.`)).toBeVisible();
    expect(await her.evaluate(() => document.referrer + JSON.stringify([{ ...localStorage }, { ...sessionStorage }]))).not.toContain(
      code,
    );
  });

  await test.step('she signs in', async () => {
    await her.getByRole('button', { name: 'Sign in' }).click();
    await expect(her.getByLabel('Email')).toHaveValue(email);
    await her.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await her.getByRole('button', { name: 'Sign in' }).click();
    await expect(her.getByText('Your role does not include pipelines')).toBeVisible();
    await expect(her.getByLabel('Organisation')).toHaveCount(0);
  });

  await test.step('with an account she is a member of the second organisation at once', async () => {
    await page.getByLabel('Organisation').selectOption({ label: second });
    await expect(page.getByRole('heading', { name: 'Members', exact: true })).toBeVisible();
    await invite(page, email, 'Report viewer');
    await expect(page.getByRole('list', { name: 'Members' })).toContainText(email);
  });

  await test.step('she switches, and every request names the organisation she is in', async () => {
    await her.goto('/members');
    await expect(her.getByText(`The people who work with the data of ${home}`)).toBeVisible();
    const asked = her.waitForRequest((request) => request.url().endsWith('/api/organizations/users'));
    await her.getByLabel('Organisation').selectOption({ label: second });
    const slug = await her.getByLabel('Organisation').inputValue();
    expect(await (await asked).headerValue('x-dalgo-org')).toBe(slug);
    await expect(her.getByText(`The people who work with the data of ${second}`)).toBeVisible();
    await her.reload();
    await expect(her.getByLabel('Organisation')).toHaveValue(slug);
    await expect(her.getByRole('button', { name: /^(Invite|Remove|Change)/ })).toHaveCount(0);
  });

  await test.step('she is removed, and gets no further', async () => {
    await page.getByRole('button', { name: `Remove ${email}` }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('list', { name: 'Members' })).not.toContainText(email);
    await expect
      .poll(async () => {
        await her.goto('/members');
        await her.getByText(/Sign in to Dalgo|The people who work/).first().waitFor();
        return her.getByText(`the data of ${second}`).count();
      })
      .toBe(0);
  });
});

test('an invitation is withdrawn, and its link opens nothing', async ({ page, browser, baseURL }) => {
  const email = `ravi-${Date.now()}@ngo.test`;
  await signIn(page, baseURL as string, 'admin@demo.test');
  await invite(page, email, 'Pipeline manager');
  const code = await mailedCode(page, email);
  await page.getByRole('button', { name: `Withdraw the invitation of ${email}` }).click();
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
  await expect(page.getByRole('button', { name: `Withdraw the invitation of ${email}` })).toHaveCount(0);

  const his = await newcomer(browser, baseURL as string);
  await his.goto(`/invitations?invite_code=${code}`);
  await his.getByRole('button', { name: 'Accept the invitation' }).click();
  await expect(his.getByRole('alert')).not.toBeEmpty();
});

test('what was done is listed, narrowed down and saved as a file', async ({ page, baseURL }) => {
  const email = `mira-${Date.now()}@ngo.test`;
  await signIn(page, baseURL as string, 'admin@demo.test');
  await invite(page, email, 'Report viewer');
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByLabel('Did').selectOption('added');
  await page.getByLabel('With').selectOption('invitations');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(page).toHaveURL(/action=create&resource_type=invitation/);
  await expect(page.getByRole('list', { name: 'Activity' })).toContainText(`admin@demo.test added an invitation: ${email}`);

  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  const file = await (await saved).createReadStream();
  const lines: string[] = [];
  for await (const part of file.setEncoding('utf8')) lines.push(...String(part).split('\r\n'));
  expect(lines[0]).toMatch(/^id,at,actor/);
  expect(lines.length).toBeGreaterThan(1);
});

/** Names of the two organisations of the one who is signed in: the current one first. */
async function organisations(page: Page): Promise<[string, string]> {
  const choice = page.getByLabel('Organisation');
  const names = await choice.locator('option').allTextContents();
  const current = await choice.locator('option:checked').textContent();
  const other = names.find((name) => name !== current);
  if (!current || !other) throw new Error(`admin@demo.test needs two organisations, has ${names.join(', ')}`);
  return [current, other];
}

async function invite(page: Page, email: string, role: string): Promise<void> {
  await page.getByRole('link', { name: 'Members' }).click();
  await page.getByRole('button', { name: 'Invite a person' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Email').fill(email);
  await dialog.getByLabel('Role').selectOption({ label: role });
  await dialog.getByRole('button', { name: 'Invite' }).click();
  await expect(dialog).toHaveCount(0);
}

/** The code in the newest mail to that address, from the mailbox that the application keeps in development. */
async function mailedCode(page: Page, email: string): Promise<string> {
  let code: string | undefined;
  await expect
    .poll(async () => {
      const mails = (await (await page.request.get('/mailbox/list')).json()) as { recipient: string; text: { text: string } }[];
      const mail = mails.find(({ recipient }) => recipient === email);
      code = /invite_code=([^\s&]+)/.exec(mail?.text.text ?? '')?.[1];
      return code;
    }, `invitation mailed to ${email}`)
    .toBeTruthy();
  return code as string;
}

/** A browser without a session. */
async function newcomer(browser: Browser, baseURL: string): Promise<Page> {
  const context = await browser.newContext({ baseURL, locale: 'en-GB' });
  return context.newPage();
}
