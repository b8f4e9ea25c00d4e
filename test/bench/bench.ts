import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import type { DuckDBConnection } from '@duckdb/node-api'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { diskSource } from '../../src-renderer/host/terminal/fileSource'
import { runPlan } from '../../src-renderer/host/runPlan'
import { useParquetFile } from '../../src-renderer/host/terminal/parquetFile'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { isLatheError } from '../../src-renderer/model/error'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { Session } from '../../src-renderer/query/session/session'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { analyses, caseOf } from '../queries/cases'
import { ATTRIBUTION_BENCH, STEPS } from './asked'
import { generateEvents } from './generateEvents.mjs'
import { nativeCopy, useThreads } from './nativeCopy'
import { TEXTBOOK } from './textbook'

/**
 * Measures one machine in one run: importing a generated log, opening it again, and each analysis of events with the
 * data loaded and a changed parameter, beside native DuckDB with one thread on the same SQL and the same rows. What each
 * is asked stands in its case (test/queries/cases.ts).
 */
/** Measures of trends. */
const USERS = [{ name: 'A', event: null, measure: 'users' }]
const PERCENTILE = [{ name: 'A', event: null, measure: 'p90', column: 'props.position' }]

/** Harder questions than the defaults, by a name for the table. */
const HARD: readonly {
  readonly title: string
  readonly analysis: string
  readonly given: Readonly<Record<string, ParameterValue>>
}[] = [
  {
    title: 'funnel, 8 steps, 2 exclusions',
    analysis: 'funnel',
    given: {
      steps: ['login', 'page_view', 'search', 'product_view', 'scroll', 'add_to_cart', 'checkout', 'purchase'],
      exclude: [
        { event: 'error', from: 2, to: 4 },
        { event: 'logout', from: 5, to: 8 },
      ],
    },
  },
  { title: 'funnel, 3 steps, any order', analysis: 'funnel', given: { steps: STEPS, order: 'any' } },
  { title: 'funnel, 3 steps by country', analysis: 'funnel', given: { steps: STEPS, breakdown: 'country' } },
  { title: 'retention, rolling 24 h', analysis: 'retention', given: { clock: 'rolling' } },
  { title: 'retention by country', analysis: 'retention', given: { breakdown: 'country' } },
  { title: 'attribution, Markov', analysis: 'attribution', given: { ...ATTRIBUTION_BENCH, model: 'markov' } },
  {
    title: 'attribution, every event a touch',
    analysis: 'attribution',
    given: { conversion: 'purchase', touches: null, channel: 'platform', model: 'linear' },
  },
  { title: 'trends, count by country', analysis: 'trends', given: { breakdown: ['country'] } },
  { title: 'trends, users by country', analysis: 'trends', given: { measures: USERS, breakdown: ['country'] } },
  {
    title: 'trends, users by country under one value',
    analysis: 'trends',
    given: { measures: USERS, breakdown: ['country'], breakdown_users: 'one' },
  },
  { title: 'trends, users rolling 7 days', analysis: 'trends', given: { measures: USERS, rolling: 7 } },
  { title: 'trends, users cumulative', analysis: 'trends', given: { measures: USERS, cumulative: true } },
  { title: 'trends, p90 by country', analysis: 'trends', given: { measures: PERCENTILE, breakdown: ['country'] } },
  { title: 'trends, p90 rolling 7 days', analysis: 'trends', given: { measures: PERCENTILE, rolling: 7 } },
  {
    title: 'trends, A / B by hour',
    analysis: 'trends',
    given: {
      measures: [{ event: 'purchase', measure: 'users' }, { measure: 'users' }],
      formula: 'A / B',
      interval: 'hour',
    },
  },
]

const seconds = (ms: number): string => (ms / 1000).toFixed(2)

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const at = performance.now()
  const value = await work()
  return { ms: performance.now() - at, value }
}

/** The best of three, so that a passing disturbance does not count; of what takes long, one. */
async function bestOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 3 && (times[0] ?? 0) < 2000; round++) times.push((await timed(work)).ms)
  return Math.min(...times)
}

/** Whether a title has one of these words, which commas part. */
const isAsked = (title: string, only: string): boolean => only.split(',').some((word) => title.includes(word))

/** The sum of a column, to three digits behind the point. */
function sumOf(rows: readonly Readonly<Record<string, unknown>>[], column: string): number {
  return Math.round(rows.reduce((sum, row) => sum + Number(row[column] ?? 0), 0) * 1000) / 1000
}

/** Questions of every day beside the SQL that an analyst would write for them, on native DuckDB. */
async function printTextbook(session: Session, native: DuckDBConnection, only: string): Promise<void> {
  console.log(
    '| question | first (s) | again (s) | textbook SQL, native DuckDB, 1 thread (s) | all cores (s) | times faster | ' +
      'sum here, there |\n|---|---|---|---|---|---|---|',
  )
  for (const { title, analysis, given, sql, figure } of TEXTBOOK.filter(({ title }) => isAsked(title, only))) {
    const query = planOf(analysis, session, given)
    const first = await timed(() => runPlan(session, query))
    const again = await bestOf(() => runPlan(session, query))
    await useThreads(native, false)
    const one = await bestOf(() => native.runAndReadAll(sql))
    await useThreads(native, true)
    const all = await bestOf(() => native.runAndReadAll(sql))
    // Conversions without a touch have a row of their own in Lathe.
    const rows = readArrowResult(first.value.ipc).rows()
    const own = sumOf(
      rows.filter((row) => row['channel'] !== '(none)'),
      figure,
    )
    const other = sumOf((await native.runAndReadAll(sql)).getRowObjectsJson(), 'figure')
    console.log(
      `| ${title} | ${seconds(first.ms)} | ${seconds(again)} | ${seconds(one)} | ${seconds(all)} | ` +
        `${(all / again).toFixed(1)} | ${own.toLocaleString('en')}, ${other.toLocaleString('en')} |`,
    )
  }
  await useThreads(native, false)
}

const newEngine = (): Engine => new Engine(nodeAssets())

/** A question's first answer, the best time of further ones, and the processor time of the first and of one more. */
async function answered(session: Session, plan: QueryPlan) {
  const cpu: number[] = []
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    const before = process.cpuUsage()
    const value = await work()
    const { user, system } = process.cpuUsage(before)
    cpu.push((user + system) / 1000)
    return value
  }
  const cold = await counted(() => timed(() => runPlan(session, plan)))
  const warm = await bestOf(() => runPlan(session, plan))
  await counted(() => runPlan(session, plan))
  return { cold, warm, cpu }
}

async function importGenerated(rows: number, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'events.ndjson')
  await generateEvents(rows, file)
  const workspace = await Workspace.create(new DiskFiles(join(folder, 'workspace')), { timezone: 'UTC', weekStart: 1 })
  const source = diskSource(file)
  const plan = planFrom(await inspect(source, {}), 'UTC')
  const cpuBefore = process.cpuUsage()
  const imported = await timed(() => ingest(plan, [source], workspace))
  const cpu = process.cpuUsage(cpuBefore)
  console.log(
    `${rows.toLocaleString('en')} events, ${(statSync(file).size / 1e6).toFixed(0)} MB NDJSON, ${process.version}\n`,
  )
  console.log(
    `import: ${seconds(imported.ms)} s, ${Math.round((rows / imported.ms) * 1000).toLocaleString('en')} rows/s, ` +
      `CPU ${seconds((cpu.user + cpu.system) / 1000)} s, resident at most ` +
      `${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  )
  rmSync(file)
}

/**
 * `--keep FOLDER` leaves the imported log there, and takes the one that is there already; `--only WORD,WORD` asks the
 * questions that have one of them in their title; `--standard` those of every day alone (textbook.ts). `--engines N` asks N
 * engines that share the users as well, and says how much processor time one and N took: where other work takes the
 * machine, that is what can be compared.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      keep: { type: 'string' },
      native: { type: 'boolean', default: true },
      only: { type: 'string', default: '' },
      standard: { type: 'boolean', default: false },
      engines: { type: 'string' },
    },
    allowNegative: true,
  })
  const rows = Number(values.rows)
  useParquetFile()
  const folder = values.keep ?? mkdtempSync(join(tmpdir(), 'lathe-bench-'))
  try {
    if (!existsSync(join(folder, 'workspace/lathe.json'))) await importGenerated(rows, folder)
    const again = await Workspace.open(new DiskFiles(join(folder, 'workspace')))
    const engine = newEngine()
    const started = await timed(() => engine.start())
    const session = new Session(again, engine)
    const first = await timed(() => runPlan(session, planOf('active-users', session)))
    console.log(`open again: engine ${seconds(started.ms)} s, first answer (active users) ${seconds(first.ms)} s\n`)
    const native = values.native ? await nativeCopy(again, join(folder, 'native')) : null
    if (native !== null) await printTextbook(session, native, values.only)
    console.log(`resident at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB\n`)
    if (values.standard) {
      engine.close()
      native?.closeSync()
      return
    }
    const engines = values.engines === undefined ? [] : Array.from({ length: Number(values.engines) }, newEngine)
    const shared = engines.length === 0 ? null : new Session(again, newEngine(), undefined, { engines })
    if (shared !== null) await shared.run(planOf('active-users', shared))
    console.log(
      '| analysis | first, with loading (s) | again (s) | processor, first (s) | again (s) | native DuckDB, 1 thread (s) | ratio |' +
        `${shared === null ? '' : ` ${values.engines} engines, first (s) | again (s) | processor (s): first | again |`}\n` +
        `|---|---|---|---|---|---|---|${shared === null ? '' : '---|---|---|---|'}`,
    )
    const times: { title: string; ms: number }[] = []
    const asked = [
      ...analyses.flatMap((one) => {
        const given = caseOf(one).bench
        return given === undefined ? [] : [{ title: one.name, analysis: one.name, given }]
      }),
      ...HARD,
    ].filter(({ title }) => isAsked(title, values.only))
    for (const { title, analysis, given } of asked) {
      try {
        const query = planOf(analysis, session, given)
        const own = await answered(session, query)
        const { cold, warm } = own
        const others = shared === null ? null : await answered(shared, query)
        times.push({ title, ms: warm })
        const rival = native === null ? null : await bestOf(() => native.runAndReadAll(query.sql)).catch(() => null)
        console.log(
          `| ${title} (${readArrowResult(cold.value.ipc).rowCount} rows) | ${seconds(cold.ms)} | ` +
            `${seconds(warm)} | ${own.cpu.map(seconds).join(' | ')} | ${rival === null ? '–' : seconds(rival)} | ` +
            `${rival === null ? '–' : (warm / rival).toFixed(1)} |` +
            (others === null
              ? ''
              : ` ${seconds(others.cold.ms)} | ${seconds(others.warm)} | ` +
                `${others.cpu.map(seconds).join(' | ')} |`),
        )
      } catch (error) {
        console.log(
          `| ${title} | ${isLatheError(error) ? `${error.code}: ${error.message}` : String(error)} | – | – | – | – | – |`,
        )
      }
    }
    const slowest = times.toSorted((one, other) => other.ms - one.ms).slice(0, 5)
    console.log(`\nslowest: ${slowest.map(({ title, ms }) => `${title} ${seconds(ms)} s`).join(', ')}`)
    console.log(`under half a second: ${times.filter(({ ms }) => ms < 500).length} of ${times.length}`)
    engine.close()
    native?.closeSync()
  } finally {
    if (values.keep === undefined) rmSync(folder, { recursive: true, force: true })
  }
}

function planOf(name: string, session: Session, given: Readonly<Record<string, ParameterValue>> = {}): QueryPlan {
  const analysis = analyses.find((one) => one.name === name)!
  // What several analyses share is written once above; each takes what it knows.
  const own = Object.fromEntries(
    Object.entries(given).filter(([key]) => analysis.parameters.some((spec) => spec.name === key)),
  )
  return analysis.plan(readParameters(analysis.parameters, own), session.catalog(), null)
}

await main()
