import { describe, expect, it } from 'vitest'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, Population } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { withLeftOut } from '../../src-renderer/query/analysis/withLeftOut'

/** What is counted, by the names and words of it; test/queries/leftOut.test.ts counts it. */
const log: CatalogTable = {
  name: 'log',
  kind: 'events',
  columns: [{ name: 'plan', type: 'string', source: 'plan' }],
  rows: 9,
  minTs: 0,
  maxTs: 30 * 86_400e6,
  minDate: '1970-01-01',
  maxDate: '1970-01-31',
  rowsWithoutUser: 0,
}
const catalog: Catalog = {
  timezone: 'UTC',
  weekStart: 1,
  hasTestUsers: true,
  tables: [log],
  segments: [{ name: 'payers', about: '', rule: { did: 'pay' } }],
}
const OWN: LeftOut = { name: 'own', sql: 'SELECT 3', one: '1 own', many: '{n} own' }

function counted(
  values: ParameterValues,
  of: Catalog = catalog,
  population?: Population,
  source: string | null = null,
): readonly LeftOut[] {
  const analysis: Analysis = {
    name: 'a',
    title: '',
    about: '',
    grain: '',
    definition: '',
    parameters: [],
    columns: [],
    reads: 'events',
    plan: () => ({ sql: 'SELECT 1', leftOut: [OWN] }),
    ...(population === undefined ? {} : { population: () => population }),
  }
  return withLeftOut(analysis).plan(values, of, source).leftOut ?? []
}
const names = (...given: Parameters<typeof counted>): readonly string[] => counted(...given).map((one) => one.name)
const found = (name: string, ...given: Parameters<typeof counted>): LeftOut =>
  counted(...given).find((one) => one.name === name)!
const FILTER = [{ column: 'plan', op: '=', value: 'pro' }]
const filtered = { filter: FILTER, include_test: true } as unknown as ParameterValues

describe('who is counted as left out', () => {
  it('is what the workspace and the options can leave out, and then what the analysis itself does', () => {
    expect(names({})).toEqual(['test-users', 'own'])
    expect(names({ include_test: true })).toEqual(['own'])
    expect(names({}, { ...catalog, hasTestUsers: false })).toEqual(['own'])
    expect(names({ segment: 'payers' })).toEqual(['test-users', 'segment', 'own'])
    expect(names(filtered)).toEqual(['filter', 'own'])
    expect(names({ include_test: true, filter: [] })).toEqual(['own'])
    expect(names({ include_test: true, as_of: '1970-01-10' })).toEqual(['as-of', 'own'])
    expect(names({ include_test: true, as_of: '1970-03-01' })).toEqual(['own'])
  })

  it('is named in words', () => {
    const texts = ({ one, many }: LeftOut): readonly string[] => [one, many]
    expect(texts(found('segment', { segment: 'payers' }))).toEqual([
      '1 user outside the segment “payers” is left out',
      '{n} users outside the segment “payers” are left out',
    ])
    expect(texts(found('segment', { segment: { did: 'pay' } }))).toEqual([
      '1 user outside the segment is left out',
      '{n} users outside the segment are left out',
    ])
    expect(texts(found('as-of', { as_of: '1970-01-10' }))).toEqual([
      '1 event after 1970-01-10 is left out',
      '{n} events after 1970-01-10 are left out',
    ])
  })

  it('is events without a user, where a table that is read has some or may have some', () => {
    const other = { ...log, name: 'other', rowsWithoutUser: 4 },
      { rowsWithoutUser: _unknown, ...old } = { ...log, name: 'old' }
    const of = (...tables: readonly CatalogTable[]): Catalog => ({ ...catalog, hasTestUsers: false, tables })
    expect(names({}, of(log, other))).toEqual(['no-user', 'own'])
    expect(names({}, of(log, other), undefined, 'log')).toEqual(['own'])
    expect(names({}, of(log, other), undefined, 'other')).toEqual(['no-user', 'own'])
    expect(names({}, of(old))).toEqual(['no-user', 'own'])
    expect(names({}, of(log, { ...other, kind: 'table' }))).toEqual(['own'])
    const sql = found('no-user', { from: '1970-01-02', to: '1970-01-05', filter: FILTER }, of(other)).sql
    for (const part of [
      'user_key IS NULL',
      '"plan"',
      "local_date(ts) >= DATE '1970-01-02'",
      "local_date(ts) <= DATE '1970-01-05'",
    ])
      expect(sql).toContain(part)
  })

  it("is of the analysis's own population: its events, its dates, its users", () => {
    const withDates = { ...filtered, from: '1970-01-02', to: '1970-01-05' }
    const own = found('filter', withDates, catalog, { which: "event = 'pay'", from: null, to: '1970-01-20' }).sql
    expect([
      own.includes("event = 'pay'"),
      own.includes('1970-01-02'),
      own.includes("local_date(ts) <= DATE '1970-01-20'"),
    ]).toEqual([true, false, true])
    const asked = found('filter', withDates, catalog, { which: 'TRUE' }).sql
    expect([
      asked.includes('AND TRUE'),
      asked.includes("local_date(ts) >= DATE '1970-01-02'"),
      asked.includes("local_date(ts) <= DATE '1970-01-05'"),
    ]).toEqual([false, true, true])
    expect(found('test-users', {}, catalog, { users: 'SELECT user_key FROM x' }).sql).toBe(
      'SELECT count(DISTINCT user_key) FROM (SELECT user_key FROM x)',
    )
    // Who counts other things than users leaves out no user by a filter, and no event for its user.
    expect(names(filtered, { ...catalog, tables: [{ ...log, rowsWithoutUser: 4 }] }, { needsUsers: false })).toEqual([
      'own',
    ])
  })

  it('goes by the days of users where any event will do', () => {
    const dated = { from: '1970-01-02' }
    const readsDays = (values: ParameterValues, population?: Population): readonly boolean[] => {
      const { sql } = found('test-users', values, catalog, population)
      return [sql.includes('log_user_days'), sql.includes(" date >= DATE '1970-01-02'")]
    }
    expect(readsDays(dated)).toEqual([true, true])
    expect(readsDays({ ...dated, timezone: 'Asia/Kathmandu' })).toEqual([false, false])
    expect(readsDays(dated, { which: "event = 'pay'" })).toEqual([false, false])
  })

  it('counts test users of a segment alone where one is asked for', () => {
    const sql = found('test-users', { segment: 'payers' }).sql
    expect([sql.includes("'pay'"), sql.includes('SELECT user_key FROM main.all_users WHERE is_test')]).toEqual([
      true,
      true,
    ])
    expect(found('test-users', {}).sql).not.toContain("'pay'")
  })

  it('is nothing for an analysis of other tables, which stays as it is', () => {
    const plain = { name: 'a', reads: { tables: ['shops'] }, plan: () => ({ sql: 'SELECT 1' }) } as unknown as Analysis
    expect(withLeftOut(plain)).toBe(plain)
  })
})
