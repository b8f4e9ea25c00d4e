import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { AddUp } from '../../src-renderer/query/contract/cte'
import type { QueryPlan, SequenceRequest } from '../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { allSql, eachSql } from '../../src-renderer/query/sql/addedUp'
import { identifier } from '../../src-renderer/query/sql/literal'
import { timelineSql } from '../../src-renderer/query/session/timelines'
import { runPlanned } from './answer'
import { analyses, caseOf } from './cases'
import { expectCloseRows } from './closeRows'
import { NativeDuckdb } from './nativeDuckdb'
import { askCase, samplesOf } from './questions'

/** The analyses whose figures add up over users, for some choices at least. */
const ADDING = [
  'trends',
  'active-users',
  'active-users-slices',
  'retention',
  'retention-summary',
  'lifecycle',
  'lifecycle-stages',
  'lifecycle-transitions',
  'stickiness',
  'power-users',
  'l7',
]
const SHARDS = [1, 2, 3, 7]

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** What is asked of the tables with some of their users alone. */
async function ofUsers<T>(which: string, ask: () => Promise<T>): Promise<T> {
  const tables = await db.query(
    "SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() AND column_name = 'user_key'" +
      ' AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = current_database())',
  )
  return db.undone(async () => {
    for (const { table_name: name } of tables)
      await db.execute(`DELETE FROM ${identifier(String(name))} WHERE NOT (${which})`)
    return ask()
  })
}

/** The plan's answer by several engines, each with its own users; rows without a user are the first one's. */
async function sharedAnswer(analysis: Analysis, plan: QueryPlan, asked: AddUp, shards: number): Promise<ResultTable> {
  const sql = eachSql(asked)
  const answers: ResultTable[] = []
  for (let index = 0; index < shards; index += 1)
    answers.push(await ofUsers(`coalesce(user_key, 0) % ${shards} = ${index}`, () => db.table({ ...plan, sql })))
  await db.setZone(plan.timezone ?? db.catalog.timezone)
  const types = new Map(
    (await db.query(`DESCRIBE ${sql}`)).map((row) => [String(row['column_name']), String(row['column_type'])]),
  )
  const all = allSql(asked, answers, (column) => types.get(column) ?? null)
  expect(all, 'their rows can be carried').not.toBeNull()
  // What is made of the answers needs nothing that belongs to users.
  return ofUsers('FALSE', () => runPlanned(db, analysis, { ...plan, sql: all! }))
}

/** Who is left out adds up, too. */
async function expectLeftOutAdds(plan: QueryPlan, about: string): Promise<void> {
  for (const { sql } of (plan.leftOut ?? []).filter((one) => one.addsUp === true)) {
    const count = async (): Promise<number> =>
      Number((await db.run({ ...plan, sql: `SELECT (${sql}\n) AS n` }))[0]!['n'])
    const all = await count()
    let sum = 0
    for (const index of [0, 1, 2]) sum += await ofUsers(`coalesce(user_key, 0) % 3 = ${index}`, count)
    expect(sum, `${about} ${sql}`).toBe(all)
  }
}

const named = (name: string): Analysis => analyses.find((one) => one.name === name)!

/** Holds the events of a timeline, read of three engines, to those of one; how many they are. */
async function expectSameEvents(plan: QueryPlan, request: SequenceRequest, about: string): Promise<number> {
  const sql = timelineSql(request, Object.keys(request.columns), true)
  const read = async (): Promise<readonly string[]> =>
    (await db.run({ ...plan, sql })).map((row) => JSON.stringify(row))
  const expected = await read()
  const found: string[] = []
  for (const index of [0, 1, 2]) found.push(...(await ofUsers(`coalesce(user_key, 0) % 3 = ${index}`, read)))
  expect(found.toSorted(), about).toEqual(expected.toSorted())
  return expected.length
}

/** Whose timelines are of events of several users together. */
const ACROSS = ['viral', 'response-times']

describe('a timeline', () => {
  it.each(analyses.filter((one) => one.kernel !== undefined && !ACROSS.includes(one.name)).map(({ name }) => name))(
    'of %s has the same events, read of one engine or of three',
    async (name) => {
      const analysis = named(name)
      let rows = 0
      await askCase(
        db,
        caseOf(analysis),
        { logs: 3, choices: 4 },
        async (_choice, _log, asked) => {
          const values = readParameters(analysis.parameters, asked)
          for (const plan of [analysis.plan(values, db.catalog, null), analysis.kpiPlan?.(values, db.catalog, null)])
            if (plan?.sequence !== undefined && plan.sequence.acrossUsers !== true)
              rows += await expectSameEvents(plan, plan.sequence, JSON.stringify(asked))
        },
        () => rows > 0,
      )
      expect(rows, 'something to compare').toBeGreaterThan(0)
    },
  )
})

describe('what adds up over users', () => {
  it.each(ADDING)('of %s has the same answer by 1, 2, 3 and 7 engines', async (name) => {
    const analysis = named(name)
    let rows = 0
    await askCase(
      db,
      caseOf(analysis),
      { logs: 4, choices: 6 },
      async (_choice, _log, asked) => {
        const values = readParameters(analysis.parameters, asked)
        const plans = [analysis.plan(values, db.catalog, null), analysis.kpiPlan?.(values, db.catalog, null)]
        for (const plan of plans) {
          if (plan?.addUp === undefined) continue
          const expected = await runPlanned(db, analysis, plan)
          for (const shards of SHARDS) {
            const answer = await sharedAnswer(analysis, plan, plan.addUp, shards)
            const about = `${shards} engines, ${JSON.stringify(asked)}`
            expect(answer.columns, about).toEqual(expected.columns)
            expectCloseRows(answer.rows(), expected.rows(), about)
          }
          rows += expected.rowCount
          await expectLeftOutAdds(plan, JSON.stringify(asked))
        }
      },
      () => rows > 0,
    )
    expect(rows, 'something to compare').toBeGreaterThan(0)
  })

  it.each(analyses.filter(({ name }) => !ADDING.includes(name)).map(({ name }) => name))(
    'is nothing that %s says',
    async (name) => {
      const analysis = named(name)
      const own = caseOf(analysis)
      let left = 6
      for await (const choice of samplesOf(db, own)) {
        const plan = analysis.plan(readParameters(analysis.parameters, own.asked(choice)), db.catalog, null)
        expect(plan.addUp, 'add it to ADDING').toBeUndefined()
        if (plan.sequence !== undefined) await expectLeftOutAdds(plan, name)
        if (--left === 0) return
      }
    },
  )
})
