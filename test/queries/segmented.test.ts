import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { eventSource } from '../../src-renderer/query/sql/eventSource'
import { identifier, literal } from '../../src-renderer/query/sql/literal'
import { segmentSql } from '../../src-renderer/query/sql/segmentSql'
import { answerOf, runPlanned } from './answer'
import { takenBy } from './case'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { NativeDuckdb } from './nativeDuckdb'
import { rarestEvent, samplesOf } from './questions'
import { isShort, runs } from '../runs'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const has = (name: string) => (analysis: (typeof analyses)[number]) =>
  analysis.parameters.some((spec) => spec.name === name)
const segmented = analyses.filter(has('segment'))

/**
 * Does something while everybody who is not of a segment is a test user; with `nobodys` false, no event belongs to nobody,
 * for analyses that count those.
 */
async function amongTestUsers<T>(members: string, nobodys: boolean, work: () => Promise<T>): Promise<T> {
  const { catalog } = db
  try {
    return await db.undone(async () => {
      await db.execute(`UPDATE all_users SET is_test = TRUE WHERE user_key NOT IN (${members})`)
      for (const { name, kind } of catalog.tables)
        if (kind === 'events' && !nobodys) await db.execute(`DELETE FROM ${identifier(name)} WHERE user_key IS NULL`)
      db.catalog = { ...catalog, hasTestUsers: true }
      return work()
    })
  } finally {
    db.catalog = catalog
  }
}

/** Whether nobody is left who did not do an event. */
async function isEverybody(event: string): Promise<boolean> {
  const did = `SELECT user_key FROM all_events WHERE event = ${literal(event)} AND user_key IS NOT NULL`
  return (await db.query(`SELECT user_key FROM users WHERE user_key NOT IN (${did}) LIMIT 1`)).length === 0
}

describe('a segment', () => {
  it('can be chosen wherever test users can be left out', () => {
    expect(segmented).toEqual(analyses.filter(has('include_test')))
  })

  const tried = segmented.filter((one) => !isShort || caseOf(one).fewer === undefined)
  it.each(tried)('is counted by $name as if nobody else were there, over all dates', async (analysis) => {
    const own = caseOf(analysis)
    let narrowed = 0
    for await (const choice of samplesOf(db, own)) {
      const rule = { did: await rarestEvent(db) }
      if (await isEverybody(rule.did)) continue
      const asked = {
        ...own.asked(choice),
        ...takenBy(analysis, { include_test: false, compare: null, segment: null }),
      }
      const everybody = (await answerOf(db, analysis, asked)).rows()
      // Of nobody, no segment says anything. Where an answer takes seconds, it must be able to lose a row and keep one.
      if (everybody.length < (own.fewer === undefined ? 1 : 2)) continue
      const plan = analysis.plan(
        readParameters(analysis.parameters, { ...asked, segment: 'kept' }),
        { ...db.catalog, segments: [{ name: 'kept', about: '', rule }] },
        null,
      )
      expect(plan.range).toBeUndefined()
      const found = (await runPlanned(db, analysis, plan)).rows()
      const zone = plan.timezone ?? db.catalog.timezone
      const within = { events: eventSource(db.catalog, null), ownZone: db.catalog.timezone, zone }
      const isNarrowed = found.length > 0 && JSON.stringify(found) !== JSON.stringify(everybody)
      // Of those, only what says something is asked a third time.
      if (own.fewer !== undefined && !isNarrowed) continue
      const values = readParameters(analysis.parameters, asked)
      const nobodys = analysis.population?.(values, db.catalog, null).needsUsers !== false
      const expected = await amongTestUsers(segmentSql(rule, within), nobodys, () => answerOf(db, analysis, asked))
      expectCloseRows(found, expected.rows(), JSON.stringify(asked))
      if (isNarrowed) narrowed += 1
      if (narrowed === runs(1)) break
    }
    expect(narrowed, 'choices where the segment makes a difference').toBeGreaterThan(0)
  })
})
