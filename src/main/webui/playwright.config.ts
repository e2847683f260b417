import { defineConfig } from '@playwright/test';

// Against a running application by default; with E2E_MOCK against the stand-in of e2e/mock, which is started here.
const mock = process.env.E2E_MOCK === '1';
const port = Number(process.env.E2E_MOCK_PORT ?? 15175);
if (mock) process.env.DALGO_URL = `http://localhost:${port}`;

export default defineConfig({
  testDir: 'e2e',
  outputDir: process.env.E2E_OUTPUT ?? '../../../target/console-e2e',
  reporter: 'list',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: process.env.DALGO_URL ?? 'http://localhost:8002',
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    launchOptions: {
      // Debian's own browser; nothing is downloaded.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: mock ? [{ name: 'mock' }] : [{ name: 'application', testIgnore: '**/*.mock.spec.ts' }],
  ...(mock && {
    webServer: {
      command: `node e2e/mock/serve.mjs`,
      env: { PORT: String(port) },
      port,
      reuseExistingServer: false,
    },
  }),
});
