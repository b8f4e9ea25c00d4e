import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The recipes of CONTRIBUTING.md as data: a folder here each, with a `recipe.json` and the texts of its new files.
 *
 * @typedef {object} Recipe
 * @property {string} name of the folder
 * @property {string} title its heading in CONTRIBUTING.md
 * @property {number} wanted how many files it may touch
 * @property {Record<string, string>} files new files of the tree, by their paths, and the files here that hold their texts
 * @property {{ file: string, after: string, add: string }[]} lines changes of files of the tree: what is added, behind a text that is there once
 * @property {string[]} tests that hold what was added
 */

const here = import.meta.dirname
export const ROOT = join(here, '../..')

/** @returns {Recipe[]} */
export function readRecipes() {
  return readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ name: entry.name, ...JSON.parse(readFileSync(join(here, entry.name, 'recipe.json'), 'utf8')) }))
}

/**
 * The files that a recipe touches, with their texts as they are after it. Throws where a new file is there already, or
 * a text that another is added behind is not there exactly once.
 *
 * @param {Recipe} recipe
 * @returns {Map<string, string>}
 */
export function applied({ name, files, lines }) {
  const texts = new Map(
    Object.entries(files).map(([path, text]) => [path, readFileSync(join(here, name, text), 'utf8')]),
  )
  for (const { file, after, add } of lines) {
    const [head, tail, ...others] = (texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8')).split(after)
    if (tail === undefined || others.length > 0) throw new Error(`${file} does not have ${JSON.stringify(after)} once.`)
    texts.set(file, head + after + add + tail)
  }
  return texts
}

/**
 * Writes what a recipe makes into a copy of the tree.
 *
 * @param {Recipe} recipe
 * @param {string} tree
 */
export function apply(recipe, tree) {
  for (const [path, text] of applied(recipe)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), text)
  }
}
