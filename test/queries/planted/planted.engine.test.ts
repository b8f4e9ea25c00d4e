import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { families } from '../../../queries'
import { packs } from '../../../queries/packs'
import { SAMPLES } from '../../../samples'
import { Engine } from '../../../src-renderer/engine/engine'
import { nodeAssets } from '../../../src-renderer/engine/nodeAssets'
import { openPack } from '../../../src-renderer/host/packs/openPack'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import { openBed, sampleFiles, type Bed } from '../packs/bed'
import { truthsOf } from '../packs/truthsOf'
import { matchRows } from './matchRows'
import { readPlanted, type Planted } from './readPlanted'

/** What the page is about: each of these has a line, besides the analyses of whole families. */
const NAMED = [
  'overlap',
  'path-transitions',
  'sequence-states',
  'ranking',
  'age-curve',
  'concentration',
  'forecast',
  'synthetic-control',
  'attribution',
  'attribution-chain',
  'match',
  'reconcile',
]
const FAMILIES = ['change', 'habits', 'durations', 'graph']

type Rows = readonly Readonly<Record<string, unknown>>[]

const engine = new Engine(nodeAssets())
afterAll(() => {
  engine.close()
})

const lines = readPlanted()

function valueAt(truths: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], truths)
}

async function answerOf(bed: Bed, words: readonly string[]): Promise<{ rows: Rows; kpis: readonly Kpi[] }> {
  if (words[0] === 'match') return { rows: await matchRows(bed, words), kpis: [] }
  const { plan, kpiPlan, analysis, values } = await bed.request(words)
  const { table } = await bed.ask(plan)
  const more = kpiPlan === null ? null : (await bed.ask(kpiPlan)).table
  return { rows: table.rows(), kpis: analysis.kpis?.(table, values, more) ?? [] }
}

/** Whether what was found is what is expected. */
function holds(
  found: unknown,
  { is, within }: Pick<Planted['expected'][number], 'is' | 'within'>,
  value: unknown,
): boolean {
  if (is !== '=') return found !== null && (is === '<' ? Number(found) < Number(value) : Number(found) > Number(value))
  const number = Number(value)
  if (typeof found !== 'number' || Number.isNaN(number)) return String(found) === String(value)
  return Math.abs(found - number) <= within + 1e-6 * Math.abs(number)
}

function expectFound(
  { expected }: Planted,
  { rows, kpis }: { rows: Rows; kpis: readonly Kpi[] },
  truths: unknown,
): void {
  const wanted = expected.map((one) => ({ ...one, value: valueAt(truths, one.value) ?? one.value }))
  const ofRow = wanted.filter(({ of }) => of === 'row')
  const fits = rows.filter((row) => ofRow.every((one) => holds(row[one.name], one, one.value)))
  if (ofRow.length > 0)
    expect(fits.length, `no row has ${JSON.stringify(ofRow)}:\n${JSON.stringify(rows.slice(0, 40))}`).toBeGreaterThan(0)
  for (const one of wanted.filter(({ of }) => of !== 'row')) {
    const found =
      one.of === 'sum'
        ? rows.reduce((sum, row) => sum + Number(row[one.name]), 0)
        : kpis.find(({ label }) => label === one.name)?.value
    expect(holds(found, one, one.value), `${one.name} is ${found}, not ${JSON.stringify(one.value)}`).toBe(true)
  }
}

it('has a line for every analysis that it is about', () => {
  const tabs = families
    .filter(({ name }) => FAMILIES.includes(name))
    .flatMap((one) => one.panels.flatMap((panel) => panel.tabs))
  expect(tabs.length).toBeGreaterThan(10)
  const there = new Set(lines.map(({ analysis }) => analysis))
  expect([...NAMED, ...tabs.map(({ name }) => name)].filter((name) => !there.has(name))).toEqual([])
})

describe.each([...new Set(lines.map(({ sample }) => sample))])('in the sample %s', (sample) => {
  const own = lines.filter((one) => one.sample === sample)
  const truths = truthsOf(sample)
  let bed: Bed
  beforeAll(async () => {
    bed = await openBed(sampleFiles(sample), engine)
    const pack = packs().find(({ name }) => name === SAMPLES.find((one) => one.name === sample)?.pack)
    if (pack !== undefined) await openPack(pack, bed.workspace, null)
  })

  it('the page says what is planted', () => {
    for (const { analysis, size } of own) {
      expect(size.length, analysis).toBeGreaterThan(0)
      for (const { path, text } of size) {
        const value = valueAt(truths, path)
        const digits = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0
        expect(typeof value === 'number' ? value.toFixed(digits) : String(value), `${analysis}: ${path}`).toBe(text)
      }
    }
  })

  it.each(own.map((one, index) => ({ ...one, index })))('$analysis finds it ($index)', async (line) => {
    const named = new Set(line.expected.map(({ value }) => value))
    expect(line.size.filter(({ path }) => !named.has(path)).map(({ path }) => path)).toEqual([])
    expect([line.analysis, line.words[0]]).toContain(line.words[0] === 'match' ? 'match' : line.words[1])
    expectFound(line, await answerOf(bed, line.words), truths)
  })
})
