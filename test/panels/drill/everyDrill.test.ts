import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { analyses } from '../../../queries/index'
import { isLatheError } from '../../../src-renderer/model/error'
import { userKeysSql, usersPlan } from '../../../src-renderer/panels/drill/usersPlan'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import { readSegmentRule } from '../../../src-renderer/query/sql/segment'
import { NativeDuckdb, type LogEvent, type Row } from '../../queries/nativeDuckdb'

vi.setConfig({ testTimeout: 120_000 })

/**
 * The sheet's own SQL around what every analysis gives for its figures; the lists themselves are tested with their
 * analyses.
 */
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Parameters without which some have no answer. */
const NEEDED: Readonly<Record<string, unknown>> = { steps: ['x', 'y'], conversion: 'y', conversion_event: 'y' }

async function rowsOf(
  analysis: Analysis,
): Promise<{ readonly values: ReturnType<typeof readParameters>; readonly rows: readonly Row[] } | null> {
  try {
    const values = readParameters(
      analysis.parameters,
      Object.fromEntries(
        analysis.parameters.flatMap((spec) =>
          spec.name in NEEDED && spec.default !== NEEDED[spec.name] ? [[spec.name, NEEDED[spec.name] as string]] : [],
        ),
      ),
    )
    const plan = analysis.plan(values, db.catalog, null)
    return plan.finish !== undefined ? null : { values, rows: await db.run(plan) }
  } catch (error) {
    // It needs more than this log has: tables of its own, or a choice that nothing can stand for.
    if (isLatheError(error)) return null
    throw error
  }
}

it('lists the users behind figures of every analysis as often as the drill does, and keeps them as segments', async () => {
  const reached = new Map<string, number>()
  const events = ['a', 'b', 'ab', 'c'].flatMap((user, nth) =>
    [0, 1, 2, 7, 8]
      .filter((day) => (day + nth) % 3 !== 1)
      .flatMap((day) =>
        ['x', 'y'].map((event, at): LogEvent => ({
          user,
          event,
          ts: `2024-03-0${day + 1}T0${nth}:0${at}:00Z`,
          more: { plan: nth === 1 ? 'pro' : 'free' },
        })),
      ),
  )
  await db.load({ name: 'log', events })
  const withA = new Set(
    (await db.query("SELECT user_key FROM main.users WHERE contains(user_id, 'a')")).map((user) =>
      Number(user['user_key']),
    ),
  )
  for (const analysis of analyses) {
    if (analysis.drill === undefined || analysis.reads !== 'events') continue
    const answer = await rowsOf(analysis)
    const row = answer?.rows[0]
    if (answer === null || row === undefined) continue
    const drills = analysis.columns
      .map((one) => analysis.drill!({ row, column: one.name }, answer.values, db.catalog, null))
      .filter((drill) => drill !== null)
    for (const drill of drills.slice(0, 1)) {
      if (drill.kind !== 'users') continue
      expect(drill.title).not.toBe('')
      const behind = await db.run(drill.plan)
      const own = behind[0] === undefined ? null : Object.keys(behind[0]).filter((name) => name !== 'user_key')
      const listed = await db.run(usersPlan(drill.plan, db.catalog, null, 'a', own))
      const keys = await db.run({ ...drill.plan, sql: userKeysSql(drill.plan) })
      readSegmentRule({ sql: userKeysSql(drill.plan) })
      expect(keys.length, analysis.name).toBe(behind.length)
      expect(listed.length, analysis.name).toBe(behind.filter((user) => withA.has(Number(user['user_key']))).length)
      reached.set(analysis.name, (reached.get(analysis.name) ?? 0) + behind.length)
    }
  }
  for (const name of ['active-users', 'lifecycle', 'retention', 'funnel'])
    expect(reached.get(name) ?? 0, name).toBeGreaterThan(0)
})
