import { afterAll, beforeAll, expect, it } from 'vitest'
import { userKeysSql, usersPlan } from '../../../src-renderer/panels/drill/usersPlan'
import type { Drill } from '../../../src-renderer/query/contract/analysis'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import { readSegmentRule } from '../../../src-renderer/query/sql/segment'
import { answerOf } from '../../queries/answer'
import { analyses, caseOf } from '../../queries/cases'
import { NativeDuckdb } from '../../queries/nativeDuckdb'
import { samplesOf } from '../../queries/questions'

/**
 * The sheet's own SQL around what every analysis gives for its figures; the lists themselves are tested with their
 * analyses.
 */
let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** Holds the sheet's lists to the drill's own; whether there was somebody to list. */
async function expectLists({ title, plan }: Drill): Promise<boolean> {
  expect(title).not.toBe('')
  const behind = await db.run(plan)
  const own = behind[0] === undefined ? null : Object.keys(behind[0]).filter((name) => name !== 'user_key')
  const withA = new Set(
    (await db.query("SELECT user_key FROM main.users WHERE contains(user_id, 'a')")).map((user) => user['user_key']),
  )
  const listed = await db.run(usersPlan(plan, db.catalog, null, 'a', own))
  const keys = await db.run({ ...plan, sql: userKeysSql(plan) })
  readSegmentRule({ sql: userKeysSql(plan) })
  expect(keys.length).toBe(behind.length)
  expect(listed.length).toBe(behind.filter((user) => withA.has(user['user_key'])).length)
  return behind.length > 0
}

/** The figures of the first rows may have nobody behind them. */
const ROWS = 10

const drilled = analyses.filter(
  (analysis) => analysis.reads === 'events' && caseOf(analysis).without?.drill === undefined,
)

it.each(drilled)(
  'lists the users behind a figure of $name as its drill does, and keeps them as a segment',
  async (analysis) => {
    const own = caseOf(analysis)
    for await (const choice of samplesOf(db, own)) {
      const values = readParameters(analysis.parameters, own.asked(choice))
      const rows = (await answerOf(db, analysis, own.asked(choice))).rows()
      for (const row of rows.slice(0, ROWS)) {
        // An answer's own columns: those that are declared may be of another question.
        const drills = Object.keys(row).map((column) => analysis.drill!({ row, column }, values, db.catalog, null))
        // Rows that are no users have a sheet of their own.
        if (drills.some((drill) => drill !== null && drill.kind !== 'users')) return
        for (const drill of drills) if (drill !== null && (await expectLists(drill))) return
      }
    }
    expect.fail('no figure has anybody behind it')
  },
)
