import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const LEFT_OUT = new Set(['node_modules', '.git', 'out', 'dist', 'test-results'])

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (LEFT_OUT.has(entry.name)) return []
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

const files = filesBelow('')

/** Places of sources that a text names between backticks: with a room before it, and an ending of a source. */
function placesIn(text: string): readonly string[] {
  return [...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|vue|mjs))`/g)].map((match) => match[1] ?? '')
}

/** What a recipe makes is not there yet. */
function madeByRecipes(): readonly string[] {
  const recipes = join(root, 'test/recipes')
  return readdirSync(recipes, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const text = readFileSync(join(recipes, entry.name, 'recipe.json'), 'utf8')
      return Object.keys((JSON.parse(text) as { files: Readonly<Record<string, string>> }).files)
    })
}

describe('what is written about the sources', () => {
  const docs = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    ...files.filter((file) => /^docs\/.*\.md$/.test(file)),
  ]

  it.each(docs)('%s names files that there are', (doc) => {
    const known = new Set([...files, ...madeByRecipes()])
    const gone = placesIn(readFileSync(join(root, doc), 'utf8')).filter(
      (place) => !place.startsWith('out/') && !known.has(place) && !files.some((file) => file.endsWith(`/${place}`)),
    )
    expect(gone).toEqual([])
  })
})
