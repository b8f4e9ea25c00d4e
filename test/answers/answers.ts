import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { analyses, families } from '../../queries/index'
import { SAMPLES, type Sample } from '../../samples/index'
import { Engine } from '../../src-renderer/engine/engine'
import { nodeAssets } from '../../src-renderer/engine/nodeAssets'
import { diskSource } from '../../src-renderer/host/terminal/fileSource'
import { useParquetFile } from '../../src-renderer/host/terminal/parquetFile'
import { runPlan } from '../../src-renderer/host/runPlan'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { isLatheError } from '../../src-renderer/model/error'
import { readArrowResult } from '../../src-renderer/query/session/arrowResult'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { Session } from '../../src-renderer/query/session/session'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { CHOICES } from './choices'
import { takes } from './takes'

/** One line of the file: what was asked, and what came, or the error's sentence. */
interface Line {
  readonly sample: string
  readonly analysis: string
  readonly given: ParameterValues
  readonly rows?: unknown
  readonly error?: string
  readonly notes?: unknown
  readonly charts?: unknown
  readonly kpis?: unknown
  readonly drills?: unknown
}

const root = process.cwd()

function sampleFile(sample: Sample, name: string): string {
  const all = readdirSync(join(root, 'samples'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => basename(path) === name,
  )
  return join(root, 'samples', all.find((path) => path.includes(sample.name)) ?? all[0]!)
}

async function open(sample: Sample): Promise<Workspace> {
  const workspace = await Workspace.create(new MemoryFiles(), { timezone: 'UTC', weekStart: 1 })
  for (const file of sample.files) {
    const source = diskSource(sampleFile(sample, file.name))
    const plan = planFrom(await inspect(source, { kind: file.kind, mapping: file.mapping }), 'UTC')
    await ingest({ ...plan, table: file.table, kind: file.kind, mapping: file.mapping }, [source], workspace)
  }
  return workspace
}

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === 'bigint' ? Number(one) : one instanceof Date ? one.toISOString() : one,
    ),
  )

async function drills(
  analysis: Analysis,
  values: ParameterValues,
  table: ResultTable,
  session: Session,
  source: string | null,
): Promise<unknown> {
  const found: unknown[] = []
  for (const index of [...new Set([0, Math.floor(table.rowCount / 2), table.rowCount - 1])].filter((one) => one >= 0)) {
    for (const { name } of table.columns) {
      const drill = analysis.drill?.({ row: table.row(index), column: name }, values, session.catalog(), source) ?? null
      if (drill === null) continue
      const rows = readArrowResult((await session.run(drill.plan)).ipc)
        .rows()
        .map((row) => JSON.stringify(plain(row)))
        .sort()
      found.push([
        index,
        name,
        drill.title,
        drill.kind,
        rows.length,
        createHash('sha256').update(rows.join('\n')).digest('hex').slice(0, 16),
      ])
    }
  }
  return found
}

async function answer(
  sample: string,
  analysis: Analysis,
  given: Readonly<Record<string, ParameterValue>>,
  session: Session,
  source: string | null,
): Promise<Line> {
  try {
    const values = readParameters(analysis.parameters, given)
    const run = await runPlan(session, analysis.plan(values, session.catalog(), source))
    const result = readArrowResult(run.ipc)
    const rows = result.rows()
    const charts = rows.length > 5000 ? null : analysis.charts?.(result, values)
    const asked = analysis.kpiPlan?.(values, session.catalog(), source)
    const more = asked === undefined ? null : readArrowResult((await session.run(asked)).ipc)
    const kpis = analysis.kpis?.(result, values, more)
    const shown =
      rows.length > 400
        ? {
            count: rows.length,
            sha: createHash('sha256')
              .update(JSON.stringify(plain(rows)))
              .digest('hex'),
          }
        : plain(rows)
    return {
      sample,
      analysis: analysis.name,
      given,
      rows: shown,
      notes: plain(run.notes),
      kpis: plain(kpis ?? null),
      charts: createHash('sha256')
        .update(JSON.stringify(plain(charts ?? null)))
        .digest('hex'),
      drills: given['compare'] === undefined ? await drills(analysis, values, result, session, source) : null,
    }
  } catch (error) {
    // An engine that does not start refuses nobody: there is no answer to compare.
    if (isLatheError(error, 'engine-start')) throw error
    return {
      sample,
      analysis: analysis.name,
      given,
      error: isLatheError(error) ? `${error.code}: ${error.message}` : String(error),
    }
  }
}

/** The names of the analyses that `only` asks for: of families, or their own. Throws for a name that is neither. */
function namesOf(only: readonly string[]): ReadonlySet<string> {
  const all = new Map(families.map((one) => [one.name, one.panels.flatMap((panel) => panel.tabs)]))
  return new Set(
    only.flatMap((name) => {
      const found = all.get(name) ?? analyses.filter((one) => one.name === name)
      if (found.length === 0) throw new Error(`There is no family or analysis called ${name}.`)
      return found.map((one) => one.name)
    }),
  )
}

async function write(file: string, only: readonly string[], samples: readonly string[]): Promise<void> {
  useParquetFile()
  const asked = only.length === 0 ? null : namesOf(only)
  const lines: Line[] = []
  for (const sample of SAMPLES.filter((one) => samples.length === 0 || samples.includes(one.name))) {
    const at = Date.now()
    const { table, base, more } = CHOICES[sample.name]!
    const engine = new Engine(nodeAssets(), { startTimeoutMs: 300_000 })
    const session = new Session(await open(sample), engine)
    const before = lines.length
    for (const analysis of analyses.filter((one) => (one.reads === 'events') === (table !== null))) {
      if (asked !== null && !asked.has(analysis.name)) continue
      const seen = new Set<string>()
      for (const set of [{}, ...more]) {
        const given = Object.fromEntries(
          Object.entries({ ...base, ...set }).filter(([name, value]) => takes(analysis, name, value)),
        )
        if (seen.has(JSON.stringify(given))) continue
        seen.add(JSON.stringify(given))
        lines.push(await answer(sample.name, analysis, given, session, table))
      }
    }
    engine.close()
    console.log(
      `${sample.name}: ${lines.length - before} answers, ` +
        `${lines.slice(before).filter((line) => line.error !== undefined).length} refused, ` +
        `${Math.round((Date.now() - at) / 1000)} s`,
    )
    writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n') + '\n')
  }
}

/** Prints what differs and says how much. */
function compare(before: string, after: string): number {
  const read = (path: string): Map<string, Line> =>
    new Map(
      readFileSync(resolve(path), 'utf8')
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as Line)
        .map((line) => [JSON.stringify([line.sample, line.analysis, line.given]), line]),
    )
  const [old, now] = [read(before), read(after)]
  let differing = 0
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [one, other] = [old.get(key), now.get(key)]
    const parts = (['rows', 'error', 'notes', 'kpis', 'charts', 'drills'] as const).filter(
      (part) => JSON.stringify(one?.[part]) !== JSON.stringify(other?.[part]),
    )
    if (parts.length === 0) continue
    differing += 1
    console.log(`${key}: ${parts.join(', ')}`)
    for (const part of parts.slice(0, 1))
      console.log(
        `  before ${(JSON.stringify(one?.[part]) ?? 'nothing').slice(0, 300)}\n  after  ` +
          `${(JSON.stringify(other?.[part]) ?? 'nothing').slice(0, 300)}`,
      )
  }
  console.log(`${old.size} answers before, ${now.size} after, ${differing} differ`)
  return differing === 0 ? 0 : 1
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    compare: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string', multiple: true, default: [] },
  },
})
const [first = 'answers.ndjson', second = first] = positionals
if (values.compare) process.exitCode = compare(first, second)
else await write(resolve(first), values.only, values.sample)
