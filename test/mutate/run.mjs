// `npm run mutate`: plants faults into the rooms of rooms.mjs, one at a time, and asks the nearest tests about each.
// Ends with the share that they found, by room, and the faults that they did not. Options: --room NAME, --file PATH,
// --faults N, --seed N, --all, --again (what the last such run found stays found; the others are asked about anew).
import { fork } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { mutantsOf, nameOf, randomOf } from './mutants.mjs'
import { filesBelow, nearTests } from './nearTests.mjs'
import { EQUIVALENT, LEFT_OUT, ROOMS } from './rooms.mjs'

/** Tests asked about one fault at most, and those among them that run on a native DuckDB, which are slow. */
const MOST_TESTS = 8,
  MOST_SLOW = 2
/**
 * A fault that makes a loop without end is found, too: tests that take so many times as long as without it, and a
 * minute more, do not answer.
 */
const HANGS_TIMES = 10,
  PATIENCE_MS = 60_000,
  FIRST_MS = 600_000
const root = resolve(import.meta.dirname, '../..')
setPriority(Number(process.env['LATHE_NICE'] ?? 10))

const { values: given } = parseArgs({
  options: {
    room: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    faults: { type: 'string' },
    seed: { type: 'string', default: '7' },
    all: { type: 'boolean' },
    again: { type: 'boolean' },
  },
})
const tests = filesBelow(root, 'test', '.test.ts').filter(
  (path) =>
    !path.endsWith('.engine.test.ts') &&
    !/^test\/(e2e|electron|package|bench)\//.test(path) &&
    path !== 'test/rooms.test.ts',
)
const near = nearTests(root, tests)
const isSlow = new Set(near('test/queries/nativeDuckdb.ts').map(({ test }) => test))
const sources = new Map()
const sourceOf = (file) => sources.get(file) ?? sources.set(file, readFileSync(resolve(root, file), 'utf8')).get(file)

/** The faults of a room: as many as it says, the same for a seed. */
function drawFaults(name) {
  const room = ROOMS[name]
  const files = room.files
    .flatMap((place) => (place.endsWith('/') ? filesBelow(root, place, '.ts') : [place]))
    .filter((file) => !file.endsWith('.d.ts') && !LEFT_OUT.has(file))
  const chosen = given.file === undefined ? files : files.filter((file) => given.file.includes(file))
  const all = chosen.flatMap((file) => mutantsOf(file, sourceOf(file)))
  const random = randomOf([...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), Number(given.seed)))
  for (let at = all.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[all[at], all[other]] = [all[other], all[at]]
  }
  const wanted = given.all === true ? all.length : Number(given.faults ?? room.faults)
  return all.slice(0, wanted)
}

/**
 * Milliseconds that a test took; tests that pass without a fault; and those that do not, which would find everything.
 */
const took = new Map(),
  passing = new Set(),
  failing = new Set()
let runner = null
function startRunner() {
  return new Promise((done, fail) => {
    runner = fork(resolve(import.meta.dirname, 'runner.mjs'), {
      cwd: root,
      env: {
        ...process.env,
        LATHE_SEED: '20261121',
        ELECTRON_OVERRIDE_DIST_PATH: resolve(root, 'test-results/no-electron'),
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      detached: true,
    })
    runner.once('message', () => {
      done()
    })
    runner.once('exit', (code) => {
      if (code !== null && code !== 0) fail(new Error(`The runner ended with ${code}`))
    })
  })
}

/** Ends the runner and the worker that it started, which may be in a loop without end. */
function endRunner(own) {
  try {
    process.kill(-own.pid, 'SIGKILL')
  } catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

/** What the tests say of a fault: the one that found it, `hangs`, or null. */
async function send(
  fault,
  asked,
  patienceMs = PATIENCE_MS + HANGS_TIMES * asked.reduce((sum, test) => sum + guessOf(test), 0),
) {
  if (runner === null) await startRunner()
  return new Promise((done) => {
    const own = runner
    const timer = setTimeout(
      () => {
        endRunner(own)
        runner = null
        done({ killer: 'hangs', why: 'the tests do not answer', asked: [] })
      },
      fault === null ? FIRST_MS : patienceMs,
    )
    own.once('message', (answer) => {
      clearTimeout(timer)
      done(answer)
    })
    own.send({ fault, tests: asked })
  })
}

/** What a test costs as far as is known; those on a native DuckDB are slow. */
function guessOf(test) {
  return took.get(test) ?? (isSlow.has(test) ? 20_000 : 1000)
}

/** As `send`, but a test that finds a fault must pass without one. */
async function ask(fault, tests) {
  for (;;) {
    const wanted = tests.filter((test) => !failing.has(test))
    if (wanted.length === 0) return { killer: null, why: '', wanted }
    let { killer, why, asked } = await send(fault, wanted)
    if (killer === 'hangs') {
      // Or the machine is busy: how long they take now without the fault is the measure.
      const startedAt = Date.now()
      await send(null, wanted)
      ;({ killer, why, asked } = await send(fault, wanted, PATIENCE_MS + HANGS_TIMES * (Date.now() - startedAt)))
    }
    for (const [test, ms] of asked) if (test !== killer) took.set(test, ms)
    if (killer === null || killer === 'hangs' || passing.has(killer)) return { killer, why, wanted }
    let without = await send(null, [killer])
    // On a busy machine a test may fail once for want of time.
    if (without.killer !== null) without = await send(null, [killer])
    took.set(killer, without.asked[0]?.[1] ?? FIRST_MS)
    if (without.killer === null) {
      passing.add(killer)
      return { killer, why, wanted }
    }
    failing.add(killer)
    process.stdout.write(`not asked: ${killer} fails without a fault: ${without.why}\n`)
  }
}

/**
 * The tests for a file: the nearest, and those one step further; of equally near ones the slow last. The same on every
 * machine.
 */
function testsFor(file) {
  const found = near(file).filter(({ test }) => !failing.has(test))
  const least = found[0]?.steps ?? 0
  let slow = 0
  return found
    .filter(({ steps }) => steps <= least + 1)
    .sort((a, b) => a.steps - b.steps || Number(isSlow.has(a.test)) - Number(isSlow.has(b.test)))
    .filter(({ test }) => !isSlow.has(test) || ++slow <= MOST_SLOW)
    .slice(0, MOST_TESTS)
    .map(({ test }) => test)
}

const faults = Object.keys(ROOMS)
  .filter((name) => given.room === undefined || given.room.includes(name))
  .flatMap((room) => drawFaults(room).map((fault) => ({ room, fault, name: nameOf(fault, sourceOf(fault.file)) })))
process.stdout.write(`${faults.length} faults, seed ${given.seed}\n`)
const results = []
const report = resolve(root, `test-results/mutate-${[...(given.room ?? ['all']), given.seed].join('-')}.json`)
const keyOf = ({ name, line, text }) => `${name} ${line} ${text}`
const known = new Map(
  given.again === true
    ? JSON.parse(readFileSync(report, 'utf8'))
        .filter((one) => one.killer !== null && one.killer !== 'hangs')
        .map((one) => [keyOf(one), one])
    : [],
)
mkdirSync(resolve(root, 'test-results'), { recursive: true })

/** The share that was found, by room, of the faults planted so far. */
function tell() {
  for (const room of Object.keys(ROOMS)) {
    const own = results.filter((one) => one.room === room && one.equivalent === undefined)
    if (own.length === 0) continue
    const killed = own.filter((one) => one.killer !== null).length
    const equivalent = results.filter((one) => one.room === room && one.equivalent !== undefined).length
    process.stdout.write(
      `${room}: ${killed} of ${own.length} found (${((100 * killed) / own.length).toFixed(1)} %), ${equivalent} ` +
        'equivalent\n',
    )
  }
}
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    if (runner !== null) endRunner(runner)
    tell()
    process.exit(1)
  })

const startedAt = Date.now()
for (const [at, { room, fault, name }] of faults.entries()) {
  const equivalent = EQUIVALENT.get(name)
  const before = known.get(keyOf({ name, ...fault }))
  if (before !== undefined) {
    results.push(before)
    continue
  }
  const wanted = testsFor(fault.file)
  const { killer, why } = equivalent !== undefined ? { killer: null, why: '' } : await ask(fault, wanted)
  results.push({
    room,
    name,
    line: fault.line,
    text: fault.text,
    killer,
    why,
    asked: wanted,
    ...(equivalent === undefined ? {} : { equivalent }),
  })
  if (killer === null && equivalent === undefined)
    process.stdout.write(
      `survived ${name} → ${fault.text.replace(/\s+/g, ' ').slice(0, 80)} (line ${fault.line}; ${wanted.length} ` +
        'tests)\n',
    )
  writeFileSync(report, JSON.stringify(results, null, 1))
  if ((at + 1) % 25 === 0)
    process.stdout.write(`… ${at + 1} of ${faults.length}, ${Math.round((Date.now() - startedAt) / 1000)} s\n`)
}
writeFileSync(report, JSON.stringify(results, null, 1))
if (runner !== null) endRunner(runner)
tell()
