import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig, type Plugin } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const PATIENT = { testTimeout: 180_000, hookTimeout: 180_000 }
/** What uses one processor each: so many at once as there are, of all four projects in one run. */
const ALL_AT_ONCE = { ...PATIENT, maxWorkers: '100%' }
/** What drives a browser and waits for it most of the time: after those, two at once. */
const TWO_AT_ONCE = { ...PATIENT, maxWorkers: 2, sequence: { groupOrder: 1 } }

/**
 * The order of test files: those that may share a worker stand together, because a worker goes on only with a file of
 * its own project and environment, and the next one loads every module anew.
 */
class SharedWorkers extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const groups = new Map<string, TestSpecification[]>()
    for (const file of await super.sort(files)) {
      const environment = /@vitest-environment\s+([\w-]+)/.exec(readFileSync(file.moduleId, 'utf8'))?.[1] ?? 'node'
      const group = `${file.project.name} ${environment}`
      groups.set(group, [...(groups.get(group) ?? []), file])
    }
    return [...groups.values()].flat()
  }
}

/**
 * What one project transforms is kept for the others and for the next run (`vitest --clearCache` forgets it), but for
 * what depends on other files.
 */
const keptModules: Plugin = {
  name: 'kept-modules',
  configureVitest({ experimental_defineCacheKeyGenerator: define }) {
    define(({ id, sourceCode }) => (/\.vue\b/.test(id) || sourceCode.includes('import.meta.glob') ? false : undefined))
  },
}

const TESTS = join(import.meta.dirname, 'test')
/** Unit tests that replace modules (`vi.mock`): each file has its own, all others share those of their worker. */
const MOCKING = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => name.endsWith('.test.ts') && !name.endsWith('.engine.test.ts'))
  .filter((name) => /^vi\.mock\(/m.test(readFileSync(join(TESTS, name), 'utf8')))
  .map((name) => `test/${name}`)

/**
 * Six projects: `unit` (plain modules), `mocked` (those of its files that replace modules), `queries` (analyses on a
 * native DuckDB), `engine` (starts duckdb-wasm in Node), `e2e` (drives the built web host in a real Chromium),
 * `electron` (drives the built desktop app). A file's place says which one it is in: test/e2e/** is e2e,
 * test/electron/** electron, *.engine.test.ts engine, test/queries/** queries, the rest unit.
 */
export default defineConfig({
  plugins: [vue(), keptModules],
  test: {
    experimental: { fsModuleCache: true },
    // What a test waits for comes late on a busy machine; a second is no measure.
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: SharedWorkers },
    projects: [
      {
        extends: true,
        test: {
          ...ALL_AT_ONCE,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          // Files share a worker's modules: loading them anew costs more than most of these tests.
          isolate: false,
          exclude: ['test/**/*.engine.test.ts', 'test/e2e/**', 'test/queries/**', ...MOCKING],
          setupFiles: ['test/seed.ts'],
        },
      },
      { extends: true, test: { ...ALL_AT_ONCE, name: 'mocked', include: MOCKING, setupFiles: ['test/seed.ts'] } },
      {
        extends: true,
        test: {
          ...ALL_AT_ONCE,
          name: 'queries',
          // As above, and they share its DuckDB.
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
      // Files share their worker's Playwright, each with a browser of its own.
      { extends: true, test: { ...TWO_AT_ONCE, name: 'e2e', isolate: false, include: ['test/e2e/**/*.e2e.ts'] } },
      { extends: true, test: { ...TWO_AT_ONCE, name: 'electron', include: ['test/electron/**/*.electron.ts'] } },
    ],
  },
})
