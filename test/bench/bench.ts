import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { analyses } from '../../queries/index'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { zoneMacros } from '../../src-renderer/engine/zoneMacros'
import { diskSource } from '../../src-renderer/host/terminal/fileSource'
import { useParquetFile } from '../../src-renderer/host/terminal/parquetFile'
import { exportIpc } from '../../src-renderer/export/exportIpc'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect'
import { readArrowResult } from '../../src-renderer/query/arrowResult'
import type { ParameterValue, QueryPlan } from '../../src-renderer/query/definition'
import { identifier } from '../../src-renderer/query/literal'
import { storedTables } from '../../src-renderer/query/needs'
import { readParameters } from '../../src-renderer/query/parameters'
import { Session } from '../../src-renderer/query/session'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { generateEvents } from './generateEvents.mjs'

/**
 * Measures one machine in one run: importing a generated log, opening it again, and each analysis of events with the data
 * loaded and a changed parameter, beside native DuckDB with one thread on the same SQL and the same rows.
 */
const GIVEN: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>> = {
  funnel: { steps: ['product_view', 'add_to_cart', 'purchase'] },
  attribution: { conversion: 'purchase', touches: 'ad_click', channel: 'platform' },
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2)

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const at = performance.now()
  const value = await work()
  return { ms: performance.now() - at, value }
}

/** The best of three, so that a passing disturbance does not count. */
async function bestOf(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < 3; round++) times.push((await timed(work)).ms)
  return Math.min(...times)
}

/** The session's tables, copied into native DuckDB through Parquet. */
async function loadNative(session: Session, workspace: Workspace, folder: string): Promise<DuckDBConnection> {
  const native = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  const catalog = session.catalog()
  const [table] = catalog.tables
  for (const sql of zoneMacros(workspace.manifest.timezone, table?.minTs ?? null, table?.maxTs ?? null)) await native.run(sql)
  for (const stored of storedTables(workspace.manifest).filter((one) => !one.name.endsWith('_rejects'))) {
    const names = stored.columns.map((column) => column.name).filter((name) => !['event_id', 'props.page', 'country', 'version'].includes(name))
    const answer = await session.run({ sql: `SELECT ${names.map(identifier).join(', ')} FROM ${identifier(stored.name)}` })
    const file = join(folder, 'copy.parquet')
    writeFileSync(file, await exportIpc(answer.ipc, 'parquet'))
    await native.run(`CREATE TABLE ${identifier(stored.name)} AS SELECT * FROM read_parquet('${file.replaceAll("'", "''")}')`)
  }
  return native
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, native: { type: 'boolean', default: true } }, allowNegative: true })
  const rows = Number(values.rows)
  useParquetFile()
  const folder = mkdtempSync(join(tmpdir(), 'lathe-bench-'))
  try {
    const file = join(folder, 'events.ndjson')
    await generateEvents(rows, file)
    const workspace = await Workspace.create(new DiskFiles(join(folder, 'workspace')), { timezone: 'UTC', weekStart: 1 })
    const source = diskSource(file)
    const plan = planFrom(await inspect(source, {}, 'UTC'), 'UTC')
    const cpuBefore = process.cpuUsage()
    const imported = await timed(() => ingest(plan, [source], workspace))
    const cpu = process.cpuUsage(cpuBefore)
    console.log(`${rows.toLocaleString('en')} events, ${(statSync(file).size / 1e6).toFixed(0)} MB NDJSON, ${process.version}\n`)
    console.log(`import: ${seconds(imported.ms)} s, ${Math.round(rows / imported.ms * 1000).toLocaleString('en')} rows/s, CPU ${seconds((cpu.user + cpu.system) / 1000)} s, resident at most ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`)
    const again = await Workspace.open(new DiskFiles(join(folder, 'workspace')))
    const engine = new Engine(nodeAssets())
    const started = await timed(() => engine.start())
    const session = new Session(again, engine)
    const first = await timed(() => session.run(planOf('active-users', session)))
    console.log(`open again: engine ${seconds(started.ms)} s, first answer (active users) ${seconds(first.ms)} s\n`)
    const native = values.native ? await loadNative(session, again, folder) : null
    console.log('| analysis | first, with loading (s) | again (s) | native DuckDB, 1 thread (s) | ratio |\n|---|---|---|---|---|')
    for (const analysis of analyses.filter((one) => one.reads === 'events')) {
      const query = planOf(analysis.name, session)
      const cold = await timed(() => session.run(query))
      const warm = await bestOf(() => session.run(query))
      const rival = native === null ? null : await bestOf(() => native.runAndReadAll(query.sql)).catch(() => null)
      console.log(`| ${analysis.name} (${readArrowResult(cold.value.ipc).rowCount} rows) | ${seconds(cold.ms)} | ${seconds(warm)} | ${rival === null ? '–' : seconds(rival)} | ${rival === null ? '–' : (warm / rival).toFixed(1)} |`)
    }
    engine.close()
    native?.closeSync()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function planOf(name: string, session: Session): QueryPlan {
  const analysis = analyses.find((one) => one.name === name)!
  return analysis.plan(readParameters(analysis.parameters, GIVEN[name] ?? {}), session.catalog(), null)
}

await main()
