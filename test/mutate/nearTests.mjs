import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'

const IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g
const ENDINGS = ['', '.ts', '.vue', '/index.ts', '.mjs', '.js']

/** The project's files that a file imports, as paths from the root. */
function importsOf(root, file) {
  const text = readFileSync(resolve(root, file), 'utf8')
  return [...text.matchAll(IMPORT)].flatMap(([, target]) => {
    const plain = resolve(root, dirname(file), target.split('?')[0])
    const ending = ENDINGS.find((one) => existsSync(plain + one) && /\.\w+$/.test(plain + one))
    return ending === undefined ? [] : [relative(root, plain + ending)]
  })
}

/**
 * For each file the tests that reach it by imports, the nearest first: a test that imports it stands before one that
 * imports what imports it. @returns {(file: string) => readonly { test: string, steps: number }[]}
 */
export function nearTests(root, tests) {
  const known = new Map()
  const imports = (file) => {
    const before = known.get(file)
    if (before !== undefined) return before
    const found = /\.(ts|vue|mjs)$/.test(file) ? importsOf(root, file) : []
    known.set(file, found)
    return found
  }
  const reach = tests.map((test) => {
    const steps = new Map([[test, 0]])
    const queue = [test]
    for (const file of queue)
      for (const next of imports(file)) {
        if (steps.has(next)) continue
        steps.set(next, steps.get(file) + 1)
        queue.push(next)
      }
    return { test, steps }
  })
  return (file) =>
    reach
      .flatMap(({ test, steps }) => (steps.has(file) ? [{ test, steps: steps.get(file) }] : []))
      .sort((a, b) => a.steps - b.steps)
}

/** Files below a folder that end in one of the endings, as paths from the root. */
export function filesBelow(root, folder, ending) {
  return readdirSync(resolve(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, resolve(entry.parentPath, entry.name)))
    .sort()
}
