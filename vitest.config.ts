import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const PATIENT = { testTimeout: 180_000, hookTimeout: 180_000 }
/** What uses one processor each: so many at once as there are, of all three projects in one run. */
const ALL_AT_ONCE = { ...PATIENT, maxWorkers: '100%' }
/** What drives a browser, which uses several: after those, one by one. */
const ONE_BY_ONE = { ...PATIENT, maxWorkers: 1, sequence: { groupOrder: 1 } }

/**
 * Five projects: `unit` (plain modules), `queries` (analyses on a native DuckDB), `engine` (starts duckdb-wasm in Node),
 * `e2e` (drives the built web host in a real Chromium), `electron` (drives the built desktop app). A file's place says
 * which one it is in: test/e2e/** is e2e, test/electron/** electron, *.engine.test.ts engine, test/queries/** queries, the
 * rest unit.
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
          ...ALL_AT_ONCE,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.engine.test.ts', 'test/e2e/**', 'test/queries/**'],
          setupFiles: ['test/seed.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...ALL_AT_ONCE,
          name: 'queries',
          // Files share a worker's modules and its DuckDB: loading them anew costs more than most of these tests.
          isolate: false,
          include: ['test/queries/**/*.test.ts'],
          exclude: ['test/**/*.engine.test.ts'],
          setupFiles: ['test/seed.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...ALL_AT_ONCE,
          name: 'engine',
          // Files share a worker's engines.
          isolate: false,
          include: ['test/**/*.engine.test.ts'],
          exclude: ['test/e2e/**'],
          setupFiles: ['test/seed.ts', 'test/reuseEngines.ts'],
        },
      },
      { extends: true, test: { ...ONE_BY_ONE, name: 'e2e', include: ['test/e2e/**/*.e2e.ts'] } },
      { extends: true, test: { ...ONE_BY_ONE, name: 'electron', include: ['test/electron/**/*.electron.ts'] } },
    ],
  },
})
