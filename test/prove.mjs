// `npm run prove [-- FILES]`: the tests of all analyses with twenty times as many random cases as `npm test`;
// LATHE_RUNS says another number.
import { spawnSync } from 'node:child_process'
import { installMissing, root } from '../src-main/install.mjs'

installMissing()
const files = process.argv.slice(2)
const { status } = spawnSync(
  'npx',
  [
    '--no-install',
    'vitest',
    'run',
    '--project',
    'queries',
    '--testTimeout',
    '7200000',
    ...(files.length > 0 ? files : ['test/queries']),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, LATHE_RUNS: process.env.LATHE_RUNS ?? '20' },
  },
)
process.exitCode = status ?? 1
