// Builds the terminal host so that others may run it, or build it, at the same time: into a folder of its own, from
// which files are then moved into place, the entries last. Chunks have their content's hash in their names.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** How long chunks of an older build stay: a process that runs it may still load one. */
const KEEP_OLD_MS = 3_600_000

function filesIn(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)],
  )
}

/** Where the built terminal host is, below `root`. */
export const BUILT_TERMINAL = 'out/terminal/terminal.mjs'

/** Builds into out/terminal. Throws when the packages are missing or the sources are broken. */
export async function buildTerminal(root) {
  const beganAt = new Date()
  const target = join(root, 'out/terminal')
  const staging = join(root, `out/.terminal-${process.pid}`)
  try {
    const { build } = await import('vite')
    await build({
      configFile: join(root, 'vite.terminal.config.ts'),
      root,
      logLevel: 'error',
      build: { outDir: staging, emptyOutDir: true },
    })
    const isEntry = (path) =>
      dirname(path) === staging && /^(terminal|serve)\.mjs$/.test(path.slice(staging.length + 1))
    const files = filesIn(staging).sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))
    const names = new Set(files.map((file) => relative(staging, file)))
    for (const file of files) {
      // Sources that were changed during the build are newer than it.
      utimesSync(file, beganAt, beganAt)
      const place = join(target, relative(staging, file))
      mkdirSync(dirname(place), { recursive: true })
      renameSync(file, place)
    }
    for (const file of filesIn(target)) {
      if (
        !names.has(relative(target, file)) &&
        Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > KEEP_OLD_MS
      )
        rmSync(file, { force: true })
    }
  } finally {
    rmSync(staging, { recursive: true, force: true })
  }
}
