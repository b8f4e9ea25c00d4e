import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { required } from '../../src-renderer/base/required'
import { BREAKDOWN_PARAMETERS, OTHER } from '../../src-renderer/query/analysis/breakdown'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { answerOf } from './answer'
import type { Asked } from './case'
import { analyses, caseOf } from './cases'
import { countingColumns, expectListed } from './listedBehind'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { partsOf } from './partsOf'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** What adds up over the parts of a broken down answer. */
interface Adding {
  /** What tells rows of the undivided answer apart. */
  readonly key: string
  readonly adds: readonly string[]
  /** Asked besides. */
  readonly asked?: Asked
}
const OF_DELIVERIES: Asked = { breakdown: ['zone'], filter: [], from: null, to: null }

/** Users where each stands under one value, and deliveries and batches, which have one value each. */
const ADDS: Readonly<Record<string, Adding>> = {
  'active-users': { key: 'date', adds: ['dau'] },
  lifecycle: { key: 'date', adds: ['new', 'returning', 'resurrecting', 'dormant'] },
  stickiness: { key: 'days', adds: ['users'] },
  'batching-comparison': { key: 'delivery_type', adds: ['deliveries'], asked: OF_DELIVERIES },
  'batching-intervals': { key: 'measure', adds: ['deliveries'], asked: OF_DELIVERIES },
  'batching-deliveries': { key: 'delivery_id', adds: ['minutes'], asked: OF_DELIVERIES },
  'batching-algorithms': {
    key: 'algorithm_name',
    adds: ['batches', 'deliveries', 'cancelled_batches'],
    asked: OF_DELIVERIES,
  },
  'batching-routes': { key: 'algorithm_name', adds: ['batches'], asked: OF_DELIVERIES },
  'batching-batches': { key: 'algorithm_name', adds: ['deliveries', 'size'], asked: OF_DELIVERIES },
  'batching-replay': { key: 'window_minutes', adds: ['orders'], asked: OF_DELIVERIES },
  'batching-drivers': {
    key: 'driver_id',
    adds: ['deliveries', 'individual_deliveries', 'batched_deliveries'],
    asked: { breakdown: ['zone', 'hour'], min_deliveries: 1 },
  },
  'batching-restaurants': {
    key: 'restaurant_id',
    adds: ['orders'],
    asked: { breakdown: ['restaurant_name'], min_orders: 1 },
  },
  'delivery-times': { key: 'driver', adds: ['minutes'], asked: { breakdown: ['location'] } },
  'attribution-paths': {
    key: 'channel',
    adds: ['conversions', 'value'],
    asked: { breakdown: ['nulls'], model: 'first' },
  },
  // An edge has one node that it comes from.
  'graph-nodes': { key: 'node', adds: ['in', 'out'], asked: { breakdown: ['source'] } },
}

function sums(rows: readonly Row[], key: string, column: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {}
  for (const row of rows) found[String(row[key])] = (found[String(row[key])] ?? 0) + Number(row[column] ?? 0)
  return Object.fromEntries(Object.entries(found).filter(([, sum]) => sum !== 0))
}

describe('an analysis that is asked for each value', () => {
  it.each(Object.keys(ADDS))('of %s counts each once, and all of them', async (name) => {
    const analysis = required(analyses.find((one) => one.name === name))
    const { key, adds, asked: more = {} } = required(ADDS[name])
    let divided = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 6, choices: 3 },
      async (_choice, _log, asked) => {
        if (asked['segment'] !== undefined && asked['segment'] !== null) return
        const parts = await partsOf(db, analysis, { breakdown: ['event'], breakdown_limit: 1, ...asked, ...more })
        const { breakdown: _, ...undivided } = more
        const whole = (await answerOf(db, analysis, { ...asked, ...undivided })).rows()
        const all = parts.flatMap((part) => part.rows)
        for (const column of adds) expect(sums(all, key, column), column).toEqual(sums(whole, key, column))
        if (parts.some((part) => Object.values(part.lead).includes(OTHER))) divided++
      },
      () => divided > 0,
    )
    expect(divided).toBeGreaterThan(0)
  })
})

const broken = analyses.filter(
  (analysis) =>
    caseOf(analysis).without?.drill === undefined &&
    analysis.parameters.some((spec) => BREAKDOWN_PARAMETERS.includes(spec)),
)

describe('what is listed behind a cell of one value', () => {
  const ofOthers = new Set<string>()
  it.each(broken)('of $name is as many as the cell says, of the others too', async (analysis) => {
    const own = caseOf(analysis)
    const held = new Set<string>()
    const isOther = (row: Row): boolean => Object.values(row)[0] === OTHER
    await askCase(
      db,
      own,
      { logs: 2, choices: 2 },
      async (choice, _log, asked) => {
        if ((analysis.undividable?.(readParameters(analysis.parameters, asked)) ?? null) !== null) return
        const eachValue = analysis.counted === undefined && held.has('other')
        const divided: Asked = {
          ...asked,
          breakdown: [analysis.counted === undefined ? 'event' : 'zone'],
          breakdown_limit: 1,
          ...(eachValue ? { breakdown_users: 'each-value' } : {}),
        }
        const counts = countingColumns(analysis, own, choice)
        for (const { lead, rows } of await partsOf(db, analysis, divided)) {
          const full = rows.filter((row) => counts.some((name) => Number(row[name] ?? 0) > 0))
          const some = [...full.slice(0, 1), ...full.slice(-1)].map((row) => ({ ...lead, ...row }))
          const listed = await expectListed(db, analysis, own, { choice, asked: divided, rows: some })
          if (listed.length > 0) held.add(isOther(lead) ? 'other' : 'value')
        }
      },
      () => held.size === 2,
    )
    if (held.has('other')) ofOthers.add(analysis.name)
  })

  it('was tried of the others of most of them', () => {
    expect(ofOthers.size).toBeGreaterThan(broken.length / 2)
  })
})
