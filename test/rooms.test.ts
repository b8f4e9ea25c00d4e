import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { ROOMS, importRule, roomOf, whyNotImport } from './rooms.mjs'

const root = resolve(import.meta.dirname, '..')

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory()
      ? entry.name === 'open-data'
        ? []
        : files(path)
      : /(?<!\.d)\.(ts|vue)$/.test(entry.name)
        ? [path]
        : []
  })
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

/**
 * The file that a relative import of `file` names, from the project's root; null for one that is no module (a style, a
 * worker's url).
 */
function targetOf({ file, target }: Import): string | null {
  if (!target.startsWith('.')) return null
  const path = join(dirname(file), target.replace(/\?.*$/, '')).replaceAll('\\', '/')
  return (
    [path, `${path}.ts`, `${path}/index.ts`].find((one) => /\.(ts|vue)$/.test(one) && existsSync(join(root, one))) ??
    null
  )
}

/** A way along `edges` that comes back to where it began; null where there is none. */
function circleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const done = new Set<string>()
  const way: string[] = []
  const visit = (file: string): readonly string[] | null => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file]
    if (done.has(file)) return null
    way.push(file)
    for (const next of edges.get(file) ?? []) {
      const circle = visit(next)
      if (circle !== null) return circle
    }
    way.pop()
    done.add(file)
    return null
  }
  for (const file of edges.keys()) {
    const circle = visit(file)
    if (circle !== null) return circle
  }
  return null
}

describe('rooms', () => {
  it('finds the imports', () => {
    expect(all.length).toBeGreaterThan(200)
  })

  it('import downward only, and use only the packages that are theirs', () => {
    expect(all.flatMap(({ file, target }) => whyNotImport(file, target) ?? [])).toEqual([])
  })

  it('are all listed, and hold files', () => {
    const modules = all.map(({ file }) => file.replace(/^src-renderer\//, '').replace(/\.(ts|vue)$/, ''))
    expect(modules.filter((module) => roomOf(module) === '')).toEqual([])
    const held = new Set(modules.map(roomOf))
    expect(Object.keys(ROOMS).filter((room) => room !== 'ingest/writeQueue' && !held.has(room))).toEqual([])
  })

  it('have a line for each family of analyses, which else could import any other', () => {
    const families = readdirSync(join(root, 'queries'), { withFileTypes: true }).filter((one) => one.isDirectory())
    expect(families.map(({ name }) => `queries/${name}`).filter((room) => !Object.hasOwn(ROOMS, room))).toEqual([])
  })

  it('refuse what goes upward, sideways or past a room', () => {
    const refused: readonly (readonly [string, string])[] = [
      ['src-renderer/model/zone.ts', '../store/users'],
      ['src-renderer/query/contract/plan.ts', '../sql/literal'],
      ['src-renderer/query/sql/literal.ts', '../../engine/engine'],
      ['src-renderer/ingest/formats/csv.ts', '../tableImport'],
      ['src-renderer/ingest/tableImport.ts', './repair/mend'],
      ['queries/funnel/steps.ts', '../retention/question'],
      ['src-renderer/query/sql/literal.ts', 'vue'],
      ['src-main/app/menu.ts', '../../src-renderer/model/error'],
    ]
    for (const [file, target] of refused) expect(whyNotImport(file, target), `${file} → ${target}`).not.toBeNull()
    expect(whyNotImport('src-renderer/ingest/formats/csv.ts', '../contract')).toBeNull()
    expect(whyNotImport('queries/funnel/steps.ts', '../events/keyedRows')).toBeNull()
  })

  it('show in an editor: the ESLint rule says the same', () => {
    const linter = new Linter({ cwd: root })
    const lint = (text: string, file: string): number =>
      linter.verify(
        text,
        { files: ['**/*.ts'], plugins: { rooms: { rules: { imports: importRule } } }, rules: { 'rooms/imports': 2 } },
        join(root, file),
      ).length
    const file = 'src-renderer/model/zone.ts'
    for (const text of [
      `import x from '../store/users'; x()`,
      `import '../store/users'`,
      `export * from '../store/users'`,
      `export { x } from '../store/users'`,
      `await import('../store/users')`,
      `new URL('../store/users.ts', import.meta.url)`,
    ])
      expect(lint(text, file), text).toBe(1)
    expect(lint(`import x from '../base/abort'; x()`, file)).toBe(0)
    expect(lint(`import x from '../../shell/x'; x()`, 'test/x.ts')).toBe(0)
  })

  it('have no circle of imports, not of types either', () => {
    const edges = new Map<string, string[]>()
    for (const one of all) {
      const target = targetOf(one)
      if (target !== null) edges.set(one.file, [...(edges.get(one.file) ?? []), target])
    }
    expect(edges.size).toBeGreaterThan(300)
    expect(circleIn(edges)).toBeNull()
    expect(circleIn(new Map([...edges, ['src-renderer/base/abort.ts', ['src-renderer/main.ts']]]))).not.toBeNull()
  })

  it('stand alone: nothing names a folder outside the project', () => {
    const text = ['src-renderer', 'src-main', 'queries', 'samples']
      .flatMap((folder) => files(join(root, folder)))
      .filter((path) => /\.\.\/shared|\/work\//.test(readFileSync(path, 'utf8')))
    expect(text).toEqual([])
  })
})
