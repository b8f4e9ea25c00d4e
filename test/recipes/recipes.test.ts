import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { applied, readRecipes, ROOT } from './recipes.mjs'

/** What `npm run recipes` follows in a copy of the tree can be followed in this one, and is what CONTRIBUTING.md says. */
describe.each(readRecipes())('$title', (recipe) => {
  it('finds every line that it adds to, makes files that are not there, and names tests that are', () => {
    expect(applied(recipe).size).toBeLessThanOrEqual(recipe.wanted)
    expect(recipe.lines.length).toBeGreaterThan(0)
    for (const path of Object.keys(recipe.files)) expect([path, existsSync(join(ROOT, path))]).toEqual([path, false])
    for (const path of recipe.tests) expect([path, existsSync(join(ROOT, path))]).toEqual([path, true])
  })

  it('is described in CONTRIBUTING.md, with the files that it touches', () => {
    const section = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')
      .split(/^### /m)
      .find((text) => text.startsWith(`${recipe.title}\n`))
    for (const path of applied(recipe).keys()) expect(section).toContain(path)
  })
})
