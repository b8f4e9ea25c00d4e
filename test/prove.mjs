// `npm run prove [-- FILES]`: every test that draws random cases, with twenty times as many as it tries by itself;
// LATHE_RUNS says another number.
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installMissing, root } from '../src-main/install.mjs'

installMissing()
const said = process.argv.slice(2)
const files = said.length > 0 ? said : ['test/queries', ...drawing()]

/** The tests elsewhere that ask how many cases to draw. */
function drawing() {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.test.ts') && !name.startsWith('test/queries/'))
    .filter((name) => /from '[./]+\/runs'/.test(readFileSync(join(root, name), 'utf8')))
}

const { status } = spawnSync(
  'npx',
  [
    '--no-install',
    'vitest',
    'run',
    ...['unit', 'mocked', 'queries', 'engine'].flatMap((project) => ['--project', project]),
    '--testTimeout',
    '7200000',
    ...files,
  ],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, LATHE_RUNS: process.env.LATHE_RUNS ?? '20' },
  },
)
process.exitCode = status ?? 1
