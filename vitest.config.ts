import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/**
 * Four projects: `unit` (plain modules), `engine` (starts duckdb-wasm in Node), `e2e` (drives the built web host in a
 * real Chromium), `electron` (drives the built desktop app). A file's place says which one it is in: test/e2e/** is e2e,
 * test/electron/** electron, *.engine.test.ts engine, the rest unit.
 */
export default defineConfig({
  plugins: [vue()],
  test: {
    // What a test waits for comes late on a busy machine; a second is no measure.
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.engine.test.ts', 'test/e2e/**'],
          setupFiles: ['test/seed.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/**/*.engine.test.ts'],
          exclude: ['test/e2e/**'],
          setupFiles: ['test/seed.ts', 'test/reuseEngines.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.e2e.ts'], testTimeout: 180_000, hookTimeout: 180_000 },
      },
      {
        extends: true,
        test: {
          name: 'electron',
          include: ['test/electron/**/*.electron.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
