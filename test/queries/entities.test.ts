import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf } from './answer'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { NativeDuckdb } from './nativeDuckdb'
import { askCase } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const counted = analyses.filter((one) => one.parameters.some((spec) => spec.name === 'per' && spec.type === 'columns'))

describe('counting the ids of users in place of users', () => {
  it.each(counted)('of $name changes no figure', async (analysis) => {
    let asks = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 1, choices: 3 },
      async (_choice, _log, asked) => {
        // Segments are of users: held against each other, they refuse to be of anybody else.
        if ((asked['segment'] ?? null) !== null) return
        const users = (await answerOf(db, analysis, { ...asked, per: [] })).rows()
        const ids = (await answerOf(db, analysis, { ...asked, per: ['user_id'] })).rows()
        expectCloseRows(ids, users, JSON.stringify(asked))
        if (users.length > 0) asks++
      },
      () => asks > 0,
    )
    expect(asks).toBeGreaterThan(0)
  })
})
