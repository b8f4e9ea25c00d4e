import vue from '@vitejs/plugin-vue'
import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'

/** The fault that is planted now; set by runner.mjs. */
interface Planted {
  file: string
  start: number
  end: number
  text: string
}
const root = resolve(import.meta.dirname, '../..')

/** Plants one fault into one file as it is read; nothing on disk changes. */
const plant: Plugin = {
  name: 'plant',
  enforce: 'pre',
  transform(code, id) {
    const planted = (globalThis as { lathePlanted?: Planted | null }).lathePlanted ?? null
    if (planted === null || id.split('?')[0] !== resolve(root, planted.file)) return null
    return { code: code.slice(0, planted.start) + planted.text + code.slice(planted.end), map: null }
  },
}

/** All tests that may be asked about a fault, unit and engine alike, as one project. */
export default defineConfig({
  root,
  plugins: [plant, vue()],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    setupFiles: ['test/seed.ts'],
    expect: { poll: { timeout: 10_000 } },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
})
