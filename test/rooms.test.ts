import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

/**
 * Which room may import which, downward only. A room is a folder of src-renderer, or queries, samples or src-main. `chart`
 * stands below `query`: a chart is plain data and needs nothing of a query.
 */
const BELOW: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  chart: ['base', 'model'],
  stats: ['base'],
  store: ['base', 'model'],
  ingest: ['base', 'model', 'store'],
  engine: ['base', 'model', 'store'],
  query: ['base', 'model', 'chart', 'stats', 'store', 'ingest', 'engine'],
  export: ['base', 'model', 'chart', 'store', 'ingest', 'engine', 'query'],
  queries: ['base', 'model', 'chart', 'stats', 'query'],
  samples: ['model', 'ingest'],
  host: ['base', 'model', 'chart', 'store', 'ingest', 'engine', 'query', 'export', 'queries'],
  panels: ['base', 'model', 'chart', 'store', 'ingest', 'query', 'export', 'queries', 'host', 'samples'],
  shell: ['base', 'model', 'chart', 'store', 'ingest', 'query', 'export', 'queries', 'host', 'panels', 'samples'],
  // The window's entry is its composition root.
  root: ['base', 'model', 'host', 'panels', 'shell', 'samples', 'queries'],
  'src-main': [],
}

/** Packages that only some rooms may use. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  vue: ['panels', 'shell', 'root'],
  'reka-ui': ['panels', 'shell', 'root'],
  electron: ['src-main'],
  '@duckdb/duckdb-wasm': ['engine'],
}

/**
 * The terminal's composition root; the worker that hands the engine its files; the desktop host's two sides, which share
 * the contract of their calls (types only in the window), the form of errors and calls, and the store's promises on disk.
 */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'src-main/terminal.ts': ['base', 'model', 'host'],
  'src-main/ipc/answerCalls.ts': ['model', 'host'],
  'src-main/ipc/servePort.ts': ['model', 'store', 'host'],
  'src-main/files/chosenFiles.ts': ['model'],
  'src-main/files/guardedFiles.ts': ['store'],
  'src-main/files/workspaceFolders.ts': ['model', 'store'],
  'src-main/app/jsonFile.ts': ['model', 'store'],
  'src-main/app/openPaths.ts': ['model', 'store'],
  'src-main/app/windowCalls.ts': ['model'],
  'src-main/main.ts': ['model'],
  'src-renderer/host/desktop/desktop.ts': ['src-main'],
  'src-renderer/host/desktop/mainPlaces.ts': ['src-main'],
  'src-renderer/host/browser/engine.worker.ts': ['@duckdb/duckdb-wasm'],
}

/**
 * Which family of analyses may import which other one, and why; all may import queries/events, what analyses of events
 * share. A family that another one builds on is part of its figures: change it with both in mind.
 */
const FAMILY_EDGES: readonly { readonly from: string; readonly to: string; readonly why: string }[] = [
  { from: 'definitions', to: 'retention', why: "runs retention's own SQL under two definitions" },
  { from: 'definitions', to: 'funnel', why: "runs the funnel's own SQL under two definitions" },
]

const root = resolve(import.meta.dirname, '..')

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory()
      ? entry.name === 'open-data'
        ? []
        : files(path)
      : /\.(ts|vue)$/.test(entry.name)
        ? [path]
        : []
  })
}

function roomOf(path: string): string {
  const [top, second, ...rest] = relative(root, path).split(/[\\/]/) as [string, string, ...string[]]
  if (top !== 'src-renderer') return top
  return rest.length === 0 ? 'root' : second
}

interface Import {
  readonly file: string
  readonly target: string
}

function importsOf(path: string): readonly Import[] {
  const text = readFileSync(path, 'utf8')
  const pattern =
    /(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|new URL\(\s*['"](\.[^'"]+)['"]/g
  return [...text.matchAll(pattern)].map((match) => ({
    file: relative(root, path).replaceAll('\\', '/'),
    target: (match[1] ?? match[2] ?? match[3])!,
  }))
}

const all = ['src-renderer', 'src-main', 'queries', 'samples']
  .flatMap((folder) => files(join(root, folder)))
  .flatMap(importsOf)

describe('rooms', () => {
  it('finds the imports', () => {
    expect(all.length).toBeGreaterThan(200)
  })

  it('import downward only', () => {
    const upward = all.filter(({ file, target }) => {
      if (!target.startsWith('.')) return false
      const from = roomOf(join(root, file))
      const to = roomOf(resolve(root, dirname(file), target.replace(/\?.*$/, '')))
      if (from === to || (BELOW[from] ?? []).includes(to)) return false
      return !(EXCEPTIONS[file] ?? []).includes(to)
    })
    expect(upward.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  it('keep families of analyses apart', () => {
    const familyOf = (path: string): string | null => /^queries\/([^/]+)\//.exec(path)?.[1] ?? null
    const edges = all.flatMap(({ file, target }) => {
      const from = familyOf(file)
      const to = target.startsWith('.') ? familyOf(posix.join(posix.dirname(file), target)) : null
      return from === null || to === null || from === to || to === 'events' ? [] : [{ file, target, from, to }]
    })
    const isAllowed = (edge: { from: string; to: string }): boolean =>
      FAMILY_EDGES.some(({ from, to }) => from === edge.from && to === edge.to)
    expect(
      edges.filter((edge) => !isAllowed(edge)).map(({ file, target }) => `${file} imports ${target}`),
      'move what families share into queries/events',
    ).toEqual([])
    expect(
      FAMILY_EDGES.filter((allowed) => !edges.some(({ from, to }) => from === allowed.from && to === allowed.to)),
      'an allowed edge that nothing uses any more',
    ).toEqual([])
  })

  it('keep packages to their rooms', () => {
    const strays = all.filter(({ file, target }) =>
      Object.entries(PACKAGES).some(
        ([name, rooms]) =>
          (target === name || target.startsWith(`${name}/`)) &&
          !rooms.includes(roomOf(join(root, file))) &&
          !(EXCEPTIONS[file] ?? []).includes(name),
      ),
    )
    expect(strays.map(({ file, target }) => `${file} imports ${target}`)).toEqual([])
  })

  it('stand alone: nothing names a folder outside the project', () => {
    const text = ['src-renderer', 'src-main', 'queries', 'samples']
      .flatMap((folder) => files(join(root, folder)))
      .filter((path) => /\.\.\/shared|\/work\//.test(readFileSync(path, 'utf8')))
    expect(text).toEqual([])
  })
})
