import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activeUsers } from '../../queries/activity/active-users/index'
import { trends } from '../../queries/trends/trends/index'
import { estimatedResult } from '../../src-renderer/query/analysis/estimatedResult'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import { identifier } from '../../src-renderer/query/sql/literal'
import { readFormula } from '../../src-renderer/model/formula'
import { powerOf } from '../../queries/trends/estimates'
import { countInterval } from '../../src-renderer/stats/countInterval'
import { runs } from '../runs'
import { answerOf, runPlanned } from './answer'
import { sorted, takenBy } from './case'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { complete } from '../../queries/complete'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { kernelAnswer } from './kernelAnswer'
import { samplesOf } from './questions'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** From the definition: the last eight bytes of an id's MD5, as a number, by a million. */
function isSampled(id: string, share: number): boolean {
  const bytes = createHash('md5').update(id).digest()
  return Number(bytes.readBigUInt64LE(8) % 1_000_000n) < Math.round(share * 1_000_000)
}

/** Rows by their texts: figures that are equal but for the last bits decide no order. */
const byTexts = (rows: readonly Row[]): readonly object[] =>
  sorted(rows.map((row) => [Object.values(row).filter((value) => typeof value === 'string'), row])).map(
    (one) => (one as [unknown, Row])[1],
  )

const takes = (analysis: Analysis): boolean => analysis.parameters.some(({ name }) => name === 'sample')

/** Does something in a log in which nobody is but the users of a sample, and their share of the rows of nobody. */
async function amongSampled<T>(share: number, work: () => Promise<T>): Promise<T> {
  const { catalog } = db
  const users = await db.query('SELECT user_key, user_id FROM all_users')
  const keys = users.filter((row) => !isSampled(String(row['user_id']), share)).map((row) => Number(row['user_key']))
  try {
    return await db.undone(async () => {
      await db.execute(`UPDATE all_users SET is_test = TRUE WHERE user_key IN (${[-1, ...keys].join(', ')})`)
      for (const { name, kind } of catalog.tables) {
        if (kind !== 'events') continue
        const nobody = await db.query(`SELECT _source FROM ${identifier(name)} WHERE user_key IS NULL`)
        const gone = nobody.map((row) => String(row['_source'])).filter((place) => !isSampled(place, share))
        await db.execute(
          `DELETE FROM ${identifier(name)} WHERE user_key IS NULL AND _source IN (${['-1', ...gone].join(', ')})`,
        )
      }
      db.catalog = { ...catalog, hasTestUsers: true }
      return work()
    })
  } finally {
    db.catalog = catalog
  }
}

describe('a sample', () => {
  it.each(analyses.filter(takes))('is counted by $name as if nobody else were there', async (analysis) => {
    const own = caseOf(analysis)
    let narrowed = 0
    for await (const choice of samplesOf(db, own)) {
      const asked = { ...own.asked(choice), ...takenBy(analysis, { include_test: false, compare: null, per: null }) }
      const values = readParameters(analysis.parameters, asked)
      const whole = analysis.plan(values, db.catalog, null)
      expect(analysis.plan({ ...values, sample: 1 }, db.catalog, null).sql).toBe(whole.sql)
      const plan = analysis.plan({ ...values, sample: 0.5 }, db.catalog, null)
      expect(plan.estimate?.share ?? plan.sides?.[0]?.plan.estimate?.share).toBe(0.5)
      if (plan.breakdown !== undefined || values['spend_table'] != null) continue
      const everybody = (await runPlanned(db, analysis, whole)).rows()
      if (everybody.length === 0) continue
      const found = (await runPlanned(db, analysis, plan)).rows()
      const isNarrowed = found.length > 0 && JSON.stringify(found) !== JSON.stringify(everybody)
      if (!isNarrowed) continue
      if (plan.sequence !== undefined) {
        const byKernel = await kernelAnswer(db, analysis, plan, plan.sequence)
        expectCloseRows(byTexts(byKernel.rows()), byTexts(found), JSON.stringify(asked))
      }
      const expected = await amongSampled(0.5, () => answerOf(db, analysis, asked))
      expectCloseRows(found, expected.rows(), JSON.stringify(asked))
      narrowed += 1
      if (narrowed === runs(1)) break
    }
    expect(narrowed, 'choices where the sample makes a difference').toBeGreaterThan(0)
  })

  it('names columns that there are', () => {
    for (const analysis of analyses.filter(takes)) {
      const { estimates } = analysis
      if (estimates === undefined || typeof estimates === 'function') continue
      const names = analysis.columns.map(({ name }) => name)
      expect(names, analysis.name).toEqual(
        expect.arrayContaining([...(estimates.users ?? []), ...(estimates.amounts ?? [])]),
      )
    }
  })

  it('is part of every larger one, and of whoever is counted', async () => {
    await db.load({
      name: 'log',
      events: Array.from({ length: 300 }, (_, index) => ({
        user: `u${index}`,
        event: 'open',
        ts: '2024-03-01T00:00:00Z',
        more: { place: `p${index % 60}` },
      })),
    })
    const usersOf = async (given: object): Promise<ReadonlySet<unknown>> => {
      const values = readParameters(active.parameters, { ...given })
      const drill = active.drill!({ row: { date: '2024-03-01' }, column: 'dau' }, values, db.catalog, null)!
      return new Set((await db.query(drill.plan.sql)).flatMap((row) => Object.values(row)[0]))
    }
    const [few, more] = [await usersOf({ sample: '5%' }), await usersOf({ sample: '40%' })]
    expect(few.size).toBeGreaterThan(0)
    expect([...few].filter((key) => !more.has(key))).toEqual([])
    const ids = (await db.query('SELECT user_id FROM all_users')).map((row) => String(row['user_id']))
    expect(more.size).toBe(ids.filter((id) => isSampled(id, 0.4)).length)
    const places = Array.from({ length: 60 }, (_, index) => `p${index}`)
    const answer = await answerOf(db, active, { sample: 0.4, per: ['place'] })
    expect(answer.value(0, 'dau')).toBe(places.filter((place) => isSampled(place, 0.4)).length)
  })
})

const active = complete(activeUsers)

describe('what a sample says of everybody', () => {
  it('scales counts and sums, by hand', async () => {
    const table = await tableOf([
      { dau: 30, ratio: 0.5, sum: 12.5 },
      { dau: 0, ratio: 0.1, sum: -1 },
    ])
    const found = estimatedResult(table, { share: 0.1, users: ['dau', 'gone'], amounts: ['sum'], noun: 'users' })
    // 30 of 10 %: z² · 0.9 = 3.4573; (30 + 1.7287 ± √(3.4573 · (30 + 0.8643))) / 0.1
    expect(
      found
        .rows()
        .map((row) => ({
          ...row,
          dau_low: Math.round(Number(row['dau_low'])),
          dau_high: Math.round(Number(row['dau_high'])),
        })),
    ).toEqual([
      { dau: 300, ratio: 0.5, sum: 125, dau_low: 300 - 86, dau_high: 421 },
      { dau: 0, ratio: 0.1, sum: -10, dau_low: 0, dau_high: 35 },
    ])
  })

  it('is near the truth in the mean, and its intervals hold it 95 times of 100', () => {
    const rounds = 2000
    for (const [users, share] of [
      [60, 0.1],
      [400, 0.05],
      [1000, 0.5],
    ] as const) {
      let [sum, held] = [0, 0]
      for (let round = 0; round < rounds; round += 1) {
        let seen = 0
        for (let user = 0; user < users; user += 1) if (isSampled(`${round}-${user}`, share)) seen += 1
        const [low, high] = countInterval(seen, share)
        sum += seen / share
        if (low <= users && users <= high) held += 1
      }
      const error = Math.sqrt((users * (1 - share)) / share / rounds)
      expect(Math.abs(sum / rounds - users)).toBeLessThan(4 * error)
      expect(held / rounds).toBeGreaterThan(0.935)
      expect(held / rounds).toBeLessThan(0.985)
    }
  })

  it('leaves a series as it grows with the users', () => {
    const measures = new Map([
      ['A', 'count'],
      ['B', 'users'],
      ['C', 'avg'],
      ['D', 'distinct'],
    ] as const)
    const power = (text: string): number | null =>
      powerOf(
        readFormula(text, (_at, says) => {
          throw new Error(says)
        }),
        measures,
      )
    expect(['A', 'A + B', 'A / B', 'A - 2 * B', 'C', 'A * C', 'A / B / B'].map(power)).toEqual([1, 1, 0, 1, 0, 1, -1])
    expect(['D', 'A + 1', 'A + C', 'A - D'].map(power)).toEqual([null, null, null, null])
  })

  it('knows by its measures what of a series adds up', () => {
    const values = readParameters(trends.parameters, {
      measures: [
        { name: 'all', event: null, measure: 'count' },
        { name: 'mean', event: null, measure: 'avg', column: 'amount' },
      ],
    })
    const stated = (given: object) =>
      (trends.estimates as (values: object, catalog: object) => { bySeries?: { powers: Map<string, number> } })(
        { ...values, ...given },
        db.catalog,
      ).bySeries?.powers
    expect(stated({})).toEqual(new Map([['all', 1]]))
    expect(stated({ share: true })).toBeUndefined()
  })
})

async function tableOf(rows: readonly { dau: number; ratio: number; sum: number }[]) {
  const list = rows.map(({ dau, ratio, sum }) => `(${dau}::BIGINT, ${ratio}::DOUBLE, ${sum}::DOUBLE)`).join(', ')
  return db.table({ sql: `SELECT * FROM (VALUES ${list}) t(dau, ratio, sum)` })
}

describe('a share', () => {
  it('is a percentage or a number up to 1', () => {
    const read = (sample: string | number): unknown => readParameters(active.parameters, { sample })['sample']
    expect(['10%', '2.5 %', '0.1', 0.25, '100%'].map(read)).toEqual([0.1, 0.025, 0.1, 0.25, 1])
    for (const text of ['0', '0%', '101%', '1.5', 'some', '-3%']) expect(() => read(text)).toThrow('share such as 10%')
  })
})
