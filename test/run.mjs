// `npm test`: installs what is missing, then every check: types, lint, form, unused, build, unit, engine, end-to-end and
// desktop tests. Its last line is `N passed, N failed`.
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { installMissing, root } from '../src-main/install.mjs'

installMissing()
const results = join(root, 'test-results')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
// What vitest kept knows no file that moved since; the projects of this run share what they transform anew.
rmSync(join(root, 'node_modules/.experimental-vitest-cache'), { recursive: true, force: true })

const startedAt = Date.now()
let passed = 0
let failed = 0

/** Runs one command to its end, its output shown when it is over; answers whether it succeeded. */
function runCommand(args, label, command = 'npx') {
  return new Promise((resolve) => {
    const at = Date.now()
    const child = spawn(command, command === 'npx' ? ['--no-install', ...args] : args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      env: {
        LATHE_SEED: '20261121',
        // A third of the random cases that a single run tries; `npm run prove` tries sixty times as many.
        LATHE_RUNS: '0.3',
        ...process.env,
        ELECTRON_OVERRIDE_DIST_PATH: join(root, 'test-results/no-electron'),
        FORCE_COLOR: '0',
      },
    })
    let output = ''
    // What it says so far, for who waits.
    const log = createWriteStream(join(results, `${label.replaceAll(' ', '-')}.log`))
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        output += data
        log.write(data)
      })
    child.on('close', (code) => {
      process.stdout.write(
        `\n== ${label}: ${code === 0 ? 'ok' : 'FAILED'} (${Math.round((Date.now() - at) / 1000)} s)\n`,
      )
      process.stdout.write(
        output
          .split('\n')
          .filter((line) => !line.startsWith('npm warn'))
          .slice(code === 0 ? -40 : -400)
          .join('\n'),
      )
      resolve(code === 0)
    })
  })
}

async function check(label, args, command) {
  if (await runCommand(args, label, command)) passed++
  else failed++
}

/**
 * Every project of vitest in one run, so that its workers are busy to the end; the tests are what counts. A run that
 * ends without a report counts as one failure.
 */
async function tests() {
  const report = join(results, 'tests.json')
  const words = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const ok = await runCommand(['vitest', 'run', ...words], 'tests')
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, 'utf8'))
    passed += numPassedTests
    failed += numFailedTests
    if (!ok && numFailedTests === 0) failed += Math.max(1, numFailedTestSuites)
    if (ok && numPassedTests === 0) failed++
  } catch {
    failed++
  }
}

const electronVite = 'node_modules/electron-vite/bin/electron-vite.js'
const terminalBuild = ['vite', 'build', '--config', 'vite.terminal.config.ts', '--logLevel', 'error']
// Two lanes of about the same length: each of these uses one processor.
await Promise.all([
  (async () => {
    await check('lint of components and rooms', ['eslint', '.'])
    await check('form', ['oxfmt', '--check', '.'])
    await check('lint', ['oxlint'])
  })(),
  (async () => {
    await check('types', ['vue-tsc', '--noEmit', '-p', 'tsconfig.json'])
    await check('build', [electronVite, 'build', '--logLevel', 'error'], process.execPath)
    await check('build of the terminal host', terminalBuild)
    await check('unused', ['knip', '--no-progress'])
  })(),
])
await tests()

process.stdout.write(
  `\nAll checks took ${Math.round((Date.now() - startedAt) / 1000)} s.\n${passed} passed, ${failed} failed\n`,
)
process.exitCode = failed === 0 ? 0 : 1
