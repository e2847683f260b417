import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  build: {
    // The application serves what lies here, and it is committed: a machine without Node runs the console too.
    outDir: '../resources/META-INF/resources',
    emptyOutDir: true,
    // What is bundled asks for its licence to go along.
    license: { fileName: 'licenses.md' },
    target: 'es2022',
    // The colours are pairs, light-dark(): browsers from the middle of 2024 on know it.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
  },
  server: {
    port: Number(process.env.CONSOLE_PORT ?? 5173),
    proxy: { '/api': process.env.DALGO_URL ?? 'http://localhost:8002' },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: 'src/testSetup.ts',
    restoreMocks: true,
    unstubGlobals: true,
    // Half an hour off the whole hour and east of Greenwich: wrong arithmetic on schedules shows at once.
    env: { TZ: 'Asia/Kolkata' },
  },
});
