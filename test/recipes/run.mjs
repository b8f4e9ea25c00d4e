import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { apply, applied, readRecipes, ROOT } from './recipes.mjs'

/**
 * `npm run recipes`: follows the recipes of CONTRIBUTING.md in copies of the tree, checks types, lint and the tests that
 * each names, and prints how many files it touched. `npm run recipes -- NAME` follows one.
 */
const only = process.argv[2]
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'out'])
const UNIT = ['unit', 'mocked', 'queries'].flatMap((project) => ['--project', project])
let failures = 0

for (const recipe of readRecipes().filter(({ name }) => only === undefined || name === only)) {
  const tree = mkdtempSync(join(tmpdir(), 'lathe-recipe-'))
  try {
    for (const entry of readdirSync(ROOT).filter((name) => !LEFT_OUT.has(name)))
      cpSync(join(ROOT, entry), join(tree, entry), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir')
    apply(recipe, tree)
    const touched = [...applied(recipe).keys()]
    const own = touched.filter((path) => path.endsWith('.test.ts') && !recipe.tests.includes(path))
    const checks = [
      ['vue-tsc', '--noEmit'],
      ['oxfmt', ...touched],
      ['oxlint', ...touched.filter((path) => path.endsWith('.ts'))],
      ['eslint', '--no-warn-ignored', ...touched.filter((path) => path.endsWith('.ts'))],
      ['vitest', 'run', ...UNIT, '--reporter=dot', ...recipe.tests, ...own],
    ]
    const broken = checks.find((check) => !passes(check, tree))
    if (broken !== undefined || touched.length > recipe.wanted) failures += 1
    console.log(
      `${recipe.name}: ${touched.length} files of ${recipe.wanted} ` +
        `(${touched.join(', ')}), ${broken === undefined ? 'passes' : `fails at ${broken[0]}`}`,
    )
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
process.exitCode = failures === 0 ? 0 : 1

function passes([tool, ...words], tree) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [binary(tool), ...words], {
    cwd: tree,
    encoding: 'utf8',
  })
  if (status !== 0) console.error(`${stdout}\n${stderr}`)
  return status === 0
}

function binary(tool) {
  const at = {
    'vue-tsc': 'vue-tsc/bin/vue-tsc.js',
    oxlint: 'oxlint/bin/oxlint',
    eslint: 'eslint/bin/eslint.js',
    oxfmt: 'oxfmt/bin/oxfmt',
    vitest: 'vitest/vitest.mjs',
  }
  return join(ROOT, 'node_modules', at[tool])
}
