// `npm run check`: what a change is likely to break, in seconds: types, lint and form of every script, and of the files
// that differ from the last commit, or from main where all is committed, what ESLint holds, the unit tests that name
// them in an import, and what is asked of every analysis of the changed ones. Types of components, and of tests that mount
// them, are checked where one differs; `npm test` always checks them.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { installMissing, root } from '../src-main/install.mjs'

installMissing()
const git = (...words) =>
  spawnSync('git', words, { cwd: root, encoding: 'utf8' })
    .stdout.split('\n')
    .filter((line) => line !== '')

function changedFiles() {
  const open = [...git('diff', '--name-only', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')]
  return (open.length > 0 ? open : git('diff', '--name-only', 'main...HEAD')).filter((file) =>
    existsSync(join(root, file)),
  )
}

/** Runs a tool of the project; its output is shown when it fails. */
function check(label, words, env = {}) {
  const at = Date.now()
  return new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', ...words], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: { ...process.env, ...env },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        output += data
      })
    child.on('close', (code) => {
      process.stdout.write(`${label}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - at) / 1000).toFixed(1)} s)\n`)
      if (code !== 0) process.stdout.write(output)
      resolve(code === 0)
    })
  })
}

/** Tests that are among the files, or name one of them in an import. */
function testsOf(files) {
  const isTest = (file) => /^test\/.*\.test\.ts$/.test(file)
  const named = files
    .filter((file) => !isTest(file))
    .flatMap((file) => git('grep', '-lF', `${file.replace(/(?:\/index)?\.ts$/, '')}'`, '--', 'test/*.test.ts'))
  return [...new Set([...files.filter(isTest), ...named])].filter(
    (file) => !/\.engine\.test\.ts$/.test(file) && !LOOPS.includes(file),
  )
}

/** The analyses whose own files, or their family's, are among the files. */
function analysesOf(files) {
  return files
    .flatMap((file) => {
      const [, family, analysis] = /^queries\/([\w-]+)\/(?:([\w-]+)\/)?[^/]+$/.exec(file) ?? []
      if (family === undefined || family === 'packs' || family === 'events') return []
      if (analysis !== undefined) return [analysis]
      return readdirSync(join(root, 'queries', family), { withFileTypes: true }).flatMap((one) =>
        one.isDirectory() ? [one.name] : [],
      )
    })
    .filter((name, at, all) => all.indexOf(name) === at)
}

/** What is asked of every analysis: of the changed ones here, of all in `npm test`. */
const LOOPS = ['reference', 'sqlForm', 'copySql'].map((name) => `test/queries/${name}.test.ts`)
const UNIT = ['unit', 'mocked', 'queries'].flatMap((project) => ['--project', project])
const startedAt = Date.now()
const changed = changedFiles()
const code = changed.filter((file) => /\.(ts|mts|vue|js|mjs|cjs)$/.test(file))
const imported = code.filter((file) => /\.(ts|vue)$/.test(file) && !/\.(e2e|electron|engine\.test)\.ts$/.test(file))
process.stdout.write(`${changed.length} files differ.\n`)
const mounting = git('grep', '-l', "\\.vue'", '--', 'test/*.test.ts')
const hasComponents = changed.some((file) => file.endsWith('.vue') || mounting.includes(file))
const done = await Promise.all([
  // TypeScript's own compiler in Go: all scripts, in less time than the other takes to start. It knows no components.
  check('lint and types', ['oxlint', '--type-check', ...mounting.flatMap((file) => ['--ignore-pattern', file])]),
  hasComponents
    ? check('types of components', [
        'vue-tsc',
        '--noEmit',
        '--incremental',
        '--tsBuildInfoFile',
        'node_modules/.cache/types.tsbuildinfo',
      ])
    : true,
  (async () => {
    const results = []
    results.push(await check('form', ['oxfmt', '--check', '.']))
    const inRooms = code.filter((file) => /^(src-\w+|queries|samples)\/.*\.(ts|vue)$/.test(file))
    if (inRooms.length > 0)
      results.push(
        await check('lint of components and rooms', [
          'eslint',
          '--cache',
          '--cache-location',
          'node_modules/.cache/eslint/',
          ...inRooms,
        ]),
      )
    const tests = testsOf(imported)
    const often = { LATHE_RUNS: process.env.LATHE_RUNS ?? '0.2', LATHE_SEED: process.env.LATHE_SEED ?? '20261121' }
    if (tests.length > 0)
      results.push(await check('unit tests', ['vitest', 'run', ...UNIT, '--reporter=dot', ...tests], often))
    const names = analysesOf(imported)
    if (names.length > 0)
      results.push(
        await check(
          `loops over ${names.join(', ')}`,
          [
            'vitest',
            'run',
            '--project',
            'queries',
            '--reporter=dot',
            ...LOOPS,
            '-t',
            `[ '](${names.join('|')})('|$| )`,
          ],
          often,
        ),
      )
    return results.every(Boolean)
  })(),
])
process.stdout.write(`${((Date.now() - startedAt) / 1000).toFixed(1)} s\n`)
process.exitCode = done.every(Boolean) ? 0 : 1
