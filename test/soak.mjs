// `npm run soak`: the tests of the store that are repeated: races of processes, faults at every step, flipped bits. The
// same tests run short in `npm test`.
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..')
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const files = process.argv.slice(2)
const tests =
  files.length > 0
    ? files
    : ['test/store/races.test.ts', 'test/store/faults.test.ts', 'test/store/flips.engine.test.ts']
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--maxWorkers=1', '--project', 'unit', '--project', 'engine', ...tests],
  { cwd: root, stdio: 'inherit', env: { ...process.env, LATHE_SOAK: '1' } },
)
process.exit(status ?? 1)
