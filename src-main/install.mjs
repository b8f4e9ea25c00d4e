// What `npm start` and `npm test` share: install what is missing, and tell whether a build is older than its sources.
import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(`Lathe needs Node 20.19 or newer, or 22.12 or newer; this is ${process.version}.\n`)
  process.exit(1)
}

/** Runs a command with its output shown; ends this process with its status when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...options,
  })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

/**
 * `npm ci` when node_modules is missing or older than the lock file. A link leads to another checkout's packages, which
 * `npm ci` would delete.
 */
export function installMissing() {
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink() === true) return
  const lock = join(root, 'package-lock.json')
  const installed = join(root, 'node_modules/.package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  process.stderr.write('Installing packages …\n')
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { stdio: ['ignore', 2, 2] })
}

function newestMs(folder) {
  let newest = 0
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    newest = Math.max(newest, entry.isDirectory() ? newestMs(path) : statSync(path).mtimeMs)
  }
  return newest
}

/** Builds everything when a built file is missing or older than a source file. */
export function buildStale() {
  const built = ['out/renderer/index.html', 'out/main/main.js', 'out/terminal/serve.mjs'].map((path) =>
    join(root, path),
  )
  const sources = ['src-main', 'src-renderer', 'queries', 'samples'].map((folder) => newestMs(join(root, folder)))
  const newest = Math.max(...sources, statSync(join(root, 'package.json')).mtimeMs)
  if (built.every((path) => existsSync(path) && statSync(path).mtimeMs >= newest)) return
  process.stderr.write('Building …\n')
  run('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 2, 2] })
}
