import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import { runPlanned } from './answer'
import type { Asked } from './case'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { knowPeople } from './knowPeople'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { askCase } from './questions'
import { isShort } from '../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** A log with one user called like another. */
function renamed(log: unknown, from: string, to: string): unknown {
  if (Array.isArray(log)) return log.map((one) => renamed(one, from, to))
  if (typeof log !== 'object' || log === null) return log
  return Object.fromEntries(
    Object.entries(log).map(([name, value]) => [
      name,
      name === 'user' && value === from ? to : renamed(value, from, to),
    ]),
  )
}

/** The answer, and who is left out of it. */
async function answer(analysis: Analysis, asked: Asked): Promise<{ rows: readonly Row[]; leftOut: readonly number[] }> {
  const plan = analysis.plan(readParameters(analysis.parameters, asked), db.catalog, null)
  const rows = (await runPlanned(db, analysis, plan)).rows()
  const leftOut: number[] = []
  for (const { sql } of plan.leftOut ?? []) leftOut.push(Number(Object.values((await db.query(sql))[0]!)[0]))
  return { rows, leftOut }
}

const counted = analyses.filter((one) => one.reads === 'events' && (!isShort || caseOf(one).fewer === undefined))

describe('people', () => {
  it.each(counted)('of one account each change no figure of $name, and of several are one user', async (analysis) => {
    const own = caseOf(analysis)
    let merges = 0
    await askCase(
      db,
      own,
      { logs: 1, choices: 1 },
      async (_choice, log, asked) => {
        const accounts = await answer(analysis, asked)
        const users = (await db.query('SELECT user_id FROM users ORDER BY user_key')).map((row) =>
          String(row['user_id']),
        )
        await knowPeople(db, Object.fromEntries(users.map((user) => [user, user])))
        const same = await answer(analysis, asked)
        expectCloseRows(same.rows, accounts.rows, `each its own: ${JSON.stringify(asked)}`)
        expect(same.leftOut).toEqual(accounts.leftOut)
        const [to, from] = users
        if (to === undefined || from === undefined) return
        await knowPeople(db, { [from]: to })
        const merged = await answer(analysis, asked)
        await own.log.load(db, renamed(log, from, to))
        const one = await answer(analysis, asked)
        expectCloseRows(merged.rows, one.rows, `${from} is ${to}: ${JSON.stringify(asked)}`)
        expect(merged.leftOut).toEqual(one.leftOut)
        if (one.rows.length > 0) merges++
      },
      () => merges > 0,
    )
    expect(merges).toBeGreaterThan(0)
  })
})
