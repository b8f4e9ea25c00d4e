// `npm start`: installs what is missing, builds what is old, and opens the desktop app; where Electron's runtime is not
// to be had, says so in one line and serves the same window on 127.0.0.1.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildStale, installMissing, root } from './install.mjs'

const FETCH_LIMIT_MS = 120_000

/** Electron's executable, fetched when needed; null where it cannot be had. */
function electronPath() {
  const folder = join(root, 'node_modules/electron')
  const find = () => {
    const file = join(folder, 'path.txt')
    if (!existsSync(file)) return null
    const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), readFileSync(file, 'utf8'))
    return existsSync(path) ? path : null
  }
  if (find() === null && process.env.LATHE_HOST !== 'browser') {
    spawnSync(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: FETCH_LIMIT_MS })
  }
  return find()
}

function openInBrowser(url) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url]
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref()
}

async function startBrowserHost(reason) {
  const { serve, PREFERRED_PORT } = await import(pathToFileURL(join(root, 'out/terminal/serve.mjs')).href)
  const server = await serve(join(root, 'out/renderer'), Number(process.env.LATHE_PORT ?? PREFERRED_PORT))
  process.stdout.write(`${reason} Lathe is at ${server.url} instead (this machine only; Ctrl+C ends it).\n`)
  if (process.env.LATHE_PORT === undefined && server.port !== PREFERRED_PORT) {
    process.stdout.write(
      `Port ${PREFERRED_PORT} is taken, perhaps by another Lathe: workspaces made there are not seen at this ` +
        'address.\n',
    )
  }
  if (process.env.CI === undefined && process.env.LATHE_NO_OPEN === undefined) openInBrowser(server.url)
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => {
      void server.close().then(() => process.exit(0))
    })
}

installMissing()
buildStale()
const executable = process.env.LATHE_HOST === 'browser' ? null : electronPath()
const noDisplay = process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
if (executable === null)
  await startBrowserHost(
    process.env.LATHE_HOST === 'browser'
      ? 'Browser host as asked.'
      : "Electron's runtime is not here and cannot be fetched.",
  )
else if (noDisplay) await startBrowserHost('There is no display for the desktop app.')
else {
  const child = spawn(executable, [root, ...process.argv.slice(2)], { stdio: 'inherit' })
  child.on('exit', (code) => {
    process.exitCode = code ?? 0
  })
}
