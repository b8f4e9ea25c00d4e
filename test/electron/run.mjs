// `npm run test:electron`: the same suite against the real desktop app. It needs Electron's runtime (npm start fetches
// it) and a display; without them it says so and fails.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildStale, installMissing, root } from '../../src-main/install.mjs'

installMissing()
buildStale()
const folder = join(root, 'node_modules/electron')
const named = join(folder, 'path.txt')
const executable = existsSync(named)
  ? join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), readFileSync(named, 'utf8'))
  : null
if (executable === null || !existsSync(executable)) {
  process.stderr.write(
    "Electron's runtime is not here: run node node_modules/electron/install.js on a machine with a network, then " +
      'try again. npm run electron runs the suite without it.\n',
  )
  process.exit(1)
}
const { status } = spawnSync('npx', ['--no-install', 'vitest', 'run', '--project', 'electron'], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
  env: { ...process.env, LATHE_ELECTRON: executable },
})
process.exit(status ?? 1)
