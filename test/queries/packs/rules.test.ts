import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { beforeAll, describe, expect, it } from 'vitest'
import { packs } from '../../../queries/packs'
import { allRules, fittingRules, proposedRules } from '../../../src-renderer/host/packs/packRules'
import { useParquetFile } from '../../../src-renderer/host/terminal/parquetFile'
import type { Cell, IngestPlan, Inspection } from '../../../src-renderer/ingest/contract'
import { rulesFor } from '../../../src-renderer/ingest/inspect/expectedRows'
import { ingest } from '../../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../../src-renderer/ingest/inspect/inspect'
import type { RowRules } from '../../../src-renderer/model/rowRules'
import { MemoryFiles } from '../../../src-renderer/store/memoryFiles'
import { Workspace } from '../../../src-renderer/store/workspace'
import { memorySource } from '../../ingest/memorySource'
import { sampleFiles } from './bed'

const RULE_REASONS = ['unknown-event', 'missing-value', 'unknown-value', 'out-of-range']
type Row = Readonly<Record<string, Cell>>

const ruled = allRules().map(({ id, table, expected }) => {
  const [pack = ''] = id.split('/')
  const names = [table.name, ...table.synonyms]
  const files = sampleFiles(pack)
  const file = files.length === 1 ? files[0] : files.find((one) => names.includes(one.table))
  return { id, file, expected }
})

async function rejectsOf(plan: IngestPlan, bytes: Uint8Array, name: string) {
  const workspace = await Workspace.create(new MemoryFiles('rules'), { timezone: 'UTC', weekStart: 1 })
  const report = await ingest(plan, [memorySource(bytes, [], name)], workspace)
  return { report, rejects: await readRejects(workspace, plan.table) }
}

/** The rows that were left out, as they are stored. */
async function readRejects(workspace: Workspace, table: string) {
  const parts = workspace.manifest.tables[table]?.rejects ?? []
  const files = await Promise.all(parts.map(({ path }) => workspace.files.read(path)))
  return files.flatMap((bytes) => {
    const stored = tableFromIPC(bytes)
    const texts = (name: string): string[] => Array.from(stored.getChild(name) ?? [], String)
    const [lines, details] = [texts('line'), texts('detail')]
    return texts('reason').map((reason, row) => ({ reason, line: Number(lines[row]), detail: details[row] }))
  })
}

/** A row of the sample in which no column is empty that is not so throughout. */
function fullRow({ columns, preview }: Inspection): Row {
  return Object.fromEntries(
    columns.map(({ name, examples }, place) => {
      const cells = preview.map((row) => row[place] ?? null)
      return [name, cells.find((cell) => cell !== null && cell !== '') ?? examples[0] ?? 'x']
    }),
  )
}

/** For each rule a row that breaks it and no other, with the reason that is due, and words of what was expected. */
function planted(rules: RowRules, full: Row, event: string | undefined): readonly [Row, string, string][] {
  const { events, required = [], requiredOf = {}, values = {}, ranges = {} } = rules
  const asEvent = (name: string): Row => (event === undefined ? full : { ...full, [event]: name })
  const base = events?.[0] === undefined ? full : asEvent(events[0])
  return [
    ...(events === undefined ? [] : [[asEvent('made_up'), 'unknown-event', `${events.length} events`] as const]),
    ...required.map((name) => [{ ...base, [name]: null }, 'missing-value', `“${name}”`] as const),
    ...Object.entries(requiredOf).flatMap(([of, columns]) =>
      columns.map((name) => [{ ...asEvent(of), [name]: null }, 'missing-value', `“${name}” of ${of}`] as const),
    ),
    ...Object.keys(values).map((name) => [{ ...base, [name]: 'made_up' }, 'unknown-value', `“${name}”`] as const),
    ...Object.entries(ranges).flatMap(([name, { min, max }]) => [
      ...(min === undefined ? [] : [[{ ...base, [name]: min - 1 }, 'out-of-range', `“${name}”`] as const]),
      ...(max === undefined ? [] : [[{ ...base, [name]: max + 1 }, 'out-of-range', `“${name}”`] as const]),
    ]),
  ].map(([row, reason, detail]) => [row, reason, detail])
}

describe('rules of packs', () => {
  beforeAll(useParquetFile)

  it('are there in every pack, each for a table of its sample', () => {
    expect([...new Set(ruled.map(({ id }) => id.split('/')[0]))]).toEqual(packs().map(({ name }) => name))
    expect(ruled.filter(({ file }) => file === undefined)).toEqual([])
  })

  it.each(ruled)('$id: reject nothing of the sample, and exactly what is planted', async ({ id, file, expected }) => {
    const { path, ...choices } = file!
    const bytes = readFileSync(path)
    const found = await inspect(memorySource(bytes, [], basename(path)), { ...choices, expected })
    expect(found.expected).toMatchObject({ of: id, missing: [], broken: [] })
    expect(fittingRules(allRules(), found).map((one) => one.id)).toContain(id)
    const clean = await rejectsOf(planFrom(found, 'UTC'), bytes, basename(path))
    expect(clean.rejects.filter(({ reason }) => RULE_REASONS.includes(reason))).toEqual([])

    const { rules } = rulesFor(expected, found)
    const sample: Row[] = found.preview.map((row) =>
      Object.fromEntries(found.columns.map(({ name }, place) => [name, row[place] ?? null])),
    )
    const breaks = planted(rules, fullRow(found), found.mapping.event)
    const spread = breaks.flatMap(([row], index) => [sample[index % sample.length]!, row])
    const lines = [...sample, ...spread].map((row, index) => JSON.stringify(withId(row, found.mapping.id, index)))
    const dirty = new TextEncoder().encode(`${lines.join('\n')}\n`)
    const looked = await inspect(memorySource(dirty, [], 'dirty.ndjson'), { ...choices, expected })
    expect(looked.expected?.broken.reduce((sum, { count }) => sum + count, 0)).toBe(breaks.length)
    const { report, rejects } = await rejectsOf(planFrom(looked, 'UTC'), dirty, 'dirty.ndjson')
    expect(report.rejected).toBe(breaks.length)
    expect(rejects.map(({ reason, line }) => [reason, line])).toEqual(
      breaks.map(([, reason], index) => [reason, sample.length + 2 * index + 2]),
    )
    for (const [index, [, , detail]] of breaks.entries()) expect(rejects[index]?.detail).toContain(detail)
  })

  it('are proposed for files that are called so, or whose events they know', async () => {
    const proposed = async (path: string, table?: string): Promise<string | undefined> => {
      const source = memorySource(readFileSync(path), [], basename(path))
      return proposedRules(await inspect(source, table === undefined ? {} : { table }))?.id
    }
    const path = (pack: string): string => sampleFiles(pack)[0]!.path
    expect(await proposed(path('reels'), 'log')).toBe('reels/fact_reels_events')
    expect(await proposed(path('photo-upload'), 'log')).toBe('photo-upload/upload_events')
    expect(await proposed(path('ads'), 'log')).toBe('ads/fact_ad_events')
    expect(await proposed(path('order-batching'))).toBe('order-batching/fact_deliveries')
    expect(await proposed(path('gamelaunch'), 'log')).toBeUndefined()
  })
})

/** Event ids differ; other columns stay. */
function withId(row: Row, id: string | undefined, index: number): Row {
  const before = id === undefined ? null : row[id]
  return id === undefined || before === null ? row : { ...row, [id]: 100_000 + index }
}
