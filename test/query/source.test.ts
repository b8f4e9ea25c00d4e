import { describe, expect, it } from 'vitest'
import type { ColumnType } from '../../src-renderer/model/schema'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { eventSource, nowSql, readAsOf } from '../../src-renderer/query/sql/eventSource'
import { scope } from '../../src-renderer/query/sql/source'

const at = (text: string): number => Date.parse(`${text}Z`) * 1000

/** An event table from its first event to its last; `datesOnly` where its times are dates. */
function table(name: string, from: string, to: string, more: Partial<CatalogTable> = {}): CatalogTable {
  return {
    name,
    kind: 'events',
    columns: [{ name: 'plan', type: 'string', source: 'plan' }],
    rows: 10,
    minTs: at(from),
    maxTs: at(to),
    minDate: from.slice(0, 10),
    maxDate: to.slice(0, 10),
    ...more,
  }
}
const column = (name: string, type: ColumnType) => ({ name, type, source: name })
const catalogOf = (...tables: readonly CatalogTable[]): Catalog => ({
  timezone: 'UTC',
  weekStart: 1,
  hasTestUsers: false,
  tables,
})

const timed = table('visits', '2024-03-01T08:00:00', '2024-03-20T09:30:00')
const dated = table('sales', '2024-02-01T00:00:00', '2024-03-25T00:00:00', { datesOnly: true })
const later = table('refunds', '2024-02-03T00:00:00', '2024-03-28T00:00:00', { datesOnly: true })
const shops: CatalogTable = { ...table('shops', '2024-01-01T00:00:00', '2024-12-01T00:00:00'), kind: 'table' }

describe('the events that an analysis reads', () => {
  it('are a table, or all event tables as one, from the first event to the newest', () => {
    expect(eventSource(catalogOf(timed, shops), null)).toMatchObject({
      sql: 'main."visits"',
      table: 'visits',
      rows: 10,
      minDate: '2024-03-01',
      maxDate: '2024-03-20',
      nowTs: timed.maxTs,
      asOf: null,
      isCut: false,
    })
    const all = eventSource(catalogOf(timed, dated, shops), null)
    expect(all).toMatchObject({
      table: null,
      rows: 20,
      minDate: '2024-02-01',
      maxDate: '2024-03-25',
      minTs: dated.minTs,
      maxTs: dated.maxTs,
    })
    expect(eventSource(catalogOf(dated, timed), null)).toMatchObject({
      minDate: '2024-02-01',
      maxDate: '2024-03-25',
      minTs: dated.minTs,
      maxTs: dated.maxTs,
    })
    expect(eventSource(catalogOf(timed, dated), 'sales')).toMatchObject({
      sql: 'main."sales"',
      table: 'sales',
      rows: 10,
    })
    const empty = { ...timed, rows: 0, minTs: null, maxTs: null, minDate: null, maxDate: null }
    expect(eventSource(catalogOf(empty), null)).toMatchObject({
      minTs: null,
      maxTs: null,
      nowTs: null,
      minDate: null,
      isCut: false,
    })
    expect(eventSource(catalogOf(empty, timed), null)).toMatchObject({
      minTs: timed.minTs,
      maxTs: timed.maxTs,
      minDate: '2024-03-01',
      maxDate: '2024-03-20',
    })
  })

  it('have the columns of all tables; one that is of two types is text', () => {
    const one = { ...timed, columns: [column('a', 'integer'), column('b', 'integer')] },
      other = { ...dated, columns: [column('b', 'double'), column('c', 'boolean'), column('a', 'integer')] }
    expect(eventSource(catalogOf(one, other), null).columns.map(({ name, type }) => [name, type])).toEqual([
      ['a', 'integer'],
      ['b', 'string'],
      ['c', 'boolean'],
    ])
  })

  it.each<readonly [string | null, readonly CatalogTable[], RegExp, readonly string[] | null]>([
    [null, [], /There are no events yet/, null],
    [null, [shops], /There are no events yet/, null],
    [
      'shops',
      [shops, timed, dated],
      /"shops" is a plain table; this analysis needs an event table \(visits, sales\)\.$/,
      [],
    ],
    ['shops', [shops], /needs an event table\.$/, []],
    ['visit', [timed], /no event table "visit"; the event tables are visits\.$/, ['visits']],
    ['visits', [shops], /no event table "visits"; import a log/, []],
  ])('%j are not there', (name, tables, sentence, near) => {
    const ask = (): unknown => eventSource(catalogOf(...tables), name)
    expect(ask).toThrow(sentence)
    expect(ask).toThrow(
      expect.objectContaining({
        code: 'not-found',
        payload: expect.objectContaining({ what: 'table', ...(near === null ? {} : { candidates: near }) }) as unknown,
      }) as Error,
    )
  })
})

describe('where what is known ends', () => {
  const known = (tables: readonly CatalogTable[], values: ParameterValues = {}, name: string | null = null) => {
    const { source, lastDate, overDate, notes } = scope(values, catalogOf(...tables), name)
    return { now: source.nowTs, max: source.maxDate, last: lastDate, over: overDate, cut: source.isCut, notes }
  }
  const midnight = at('2024-03-26T00:00:00')

  it('is the newest event, whose day is not over', () => {
    expect(known([timed])).toEqual({
      now: timed.maxTs,
      max: '2024-03-20',
      last: '2024-03-20',
      over: '2024-03-19',
      cut: false,
      notes: [],
    })
  })

  it('is the end of the newest day where all times are dates, of the tables that are read and have rows', () => {
    const whole = {
      now: midnight,
      max: '2024-03-25',
      last: '2024-03-25',
      over: '2024-03-25',
      cut: false,
      notes: ['the data reach to 2024-03-25, as their times are dates'],
    }
    expect(known([dated])).toEqual(whole)
    expect(known([dated, timed], {}, 'sales')).toEqual(whole)
    expect(known([timed, dated], {}, 'visits')).toMatchObject({ now: timed.maxTs, over: '2024-03-19' })
    expect(known([dated, timed])).toMatchObject({ now: dated.maxTs, last: '2024-03-25', over: '2024-03-24' })
    expect(known([dated, later])).toMatchObject({ now: at('2024-03-29T00:00:00'), over: '2024-03-28' })
    const empty = { ...timed, rows: 0, minTs: null, maxTs: null, minDate: null, maxDate: null }
    expect(known([dated, empty])).toMatchObject({ now: midnight })
    expect(known([dated, { ...timed, rows: 1 }])).toMatchObject({ now: dated.maxTs })
    expect(known([empty])).toMatchObject({ now: null, last: null, over: null })
    expect(known([dated, { ...shops, name: 'dates' }])).toMatchObject({ now: midnight })
  })

  it('is the newest event in another zone, where the midnights are no dates', () => {
    expect(known([dated], { timezone: 'Asia/Tokyo' })).toMatchObject({
      now: dated.maxTs,
      last: '2024-03-25',
      over: '2024-03-24',
      notes: [],
    })
    expect(known([dated], { timezone: 'UTC' })).toMatchObject({ now: midnight })
    expect(known([dated], { timezone: '' })).toMatchObject({ now: midnight })
  })

  it('is the end of as_of by the clock of the query, and what came after it is left out', () => {
    expect(known([timed], { as_of: '2024-03-31' })).toEqual({
      now: at('2024-04-01T00:00:00'),
      max: '2024-03-31',
      last: '2024-03-31',
      over: '2024-03-31',
      cut: false,
      notes: ['the data reach to 2024-03-31'],
    })
    expect(known([timed], { as_of: '2024-03-31', timezone: 'America/New_York' })).toMatchObject({
      now: at('2024-04-01T04:00:00'),
      last: '2024-03-31',
    })
    expect(known([timed], { as_of: '2024-03-10' })).toMatchObject({
      now: at('2024-03-11T00:00:00'),
      max: '2024-03-10',
      cut: true,
    })
    expect(scope({ as_of: '2024-03-10' }, catalogOf(timed), null).from).toBe(
      `(SELECT * FROM main."visits" WHERE ts < make_timestamp(${at('2024-03-11T00:00:00')}::BIGINT))`,
    )
    // An event at that very midnight is not of as_of any more; one a microsecond before it is.
    const atMidnight = (by: number) =>
      known([{ ...timed, maxTs: at('2024-03-11T00:00:00') + by }], { as_of: '2024-03-10' }).cut
    expect([atMidnight(0), atMidnight(-1)]).toEqual([true, false])
    for (const none of [null, undefined, ''])
      expect(known([timed], { as_of: none as null })).toMatchObject({ now: timed.maxTs })
    for (const value of ['2024-02-30', 'soon', 5])
      expect(() => readAsOf({ as_of: value }, catalogOf(timed))).toThrow(
        expect.objectContaining({ code: 'bad-parameter' }) as Error,
      )
  })

  it('is a time of SQL', () => {
    expect(nowSql(eventSource(catalogOf(timed), null))).toBe(`make_timestamp(${at('2024-03-20T09:30:00')}::BIGINT)`)
    expect(nowSql(scope({}, catalogOf(dated), null).source)).toBe(
      `make_timestamp(${at('2024-03-26T00:00:00')}::BIGINT)`,
    )
  })
})

describe('what all analyses of events ask for', () => {
  const withTests = {
    ...catalogOf(timed),
    hasTestUsers: true,
    segments: [{ name: 'payers', about: '', rule: { did: 'pay' } }],
  } as Catalog
  const NOT_TEST = 'user_key NOT IN (SELECT user_key FROM main.all_users WHERE is_test)'
  const plan = [{ column: 'plan', op: '=', value: 'pro' }]

  it('is users without the test users, unless these are asked for', () => {
    const asked = scope({}, withTests, null)
    expect([asked.where, asked.userWhere, asked.rowWhere, asked.notes]).toEqual([
      `user_key IS NOT NULL\n  AND ${NOT_TEST}`,
      `user_key IS NOT NULL\n  AND ${NOT_TEST}`,
      `(user_key IS NULL OR ${NOT_TEST})`,
      ['test users left out'],
    ])
    for (const open of [scope({ include_test: true }, withTests, null), scope({}, catalogOf(timed), null)]) {
      expect([open.where, open.rowWhere, open.notes]).toEqual(['user_key IS NOT NULL', 'TRUE', []])
    }
  })

  it('is what a filter takes, beside the users', () => {
    const asked = scope({ filter: plan }, catalogOf(timed), null)
    expect(asked.filter).toContain('"plan"')
    expect([asked.where, asked.rowWhere, asked.userWhere, asked.unfilteredRowWhere]).toEqual([
      `user_key IS NOT NULL\n  AND ${asked.filter!}`,
      asked.filter,
      'user_key IS NOT NULL',
      'TRUE',
    ])
    expect(scope({}, catalogOf(timed), null).filter).toBeNull()
  })

  it('is the members of a segment, and no row without a user', () => {
    const asked = scope({ segment: 'payers', include_test: true }, withTests, null)
    expect(
      [asked.where, asked.rowWhere].map((one) =>
        /^user_key IS NOT NULL\n  AND user_key IN \([\s\S]*'pay'[\s\S]*\)$/.test(one),
      ),
    ).toEqual([true, true])
    expect(asked.notes).toEqual(['users: payers'])
    expect(scope({ segment: { did: 'pay' } }, catalogOf(timed), null).notes).toEqual([
      expect.stringMatching(/^users: .*pay/),
    ])
  })

  it('says when derived tables count the same', () => {
    const same = (values: ParameterValues, ...tables: readonly CatalogTable[]): boolean =>
      scope(values, catalogOf(...tables), null).derivedOk
    expect([same({}, timed), same({ timezone: 'UTC' }, timed), same({ as_of: '2024-03-31' }, timed)]).toEqual([
      true,
      true,
      true,
    ])
    expect([
      same({ filter: plan }, timed),
      same({ timezone: 'Asia/Tokyo' }, timed),
      same({ as_of: '2024-03-01' }, timed),
      same({}, timed, dated),
    ]).toEqual([false, false, false, false])
  })

  it('is dates, a zone and the first day of weeks', () => {
    const asked = scope(
      { from: '2024-03-02', to: '', timezone: 'Asia/Tokyo', week_start: 'sunday', unit: 'week' },
      catalogOf(timed),
      null,
    )
    expect([asked.fromDate, asked.toDate, asked.timezone, asked.catalog.weekStart, asked.notes]).toEqual([
      '2024-03-02',
      null,
      'Asia/Tokyo',
      7,
      ['weeks begin on sunday'],
    ])
    expect([
      scope({ to: '2024-03-02' }, catalogOf(timed), null).toDate,
      scope({ timezone: 'UTC' }, catalogOf(timed), null).timezone,
      scope({ unit: 'week' }, catalogOf(timed), null).notes,
    ]).toEqual(['2024-03-02', null, ['weeks begin on monday']])
    expect(
      scope({ timezone: 'Pacific/Kiritimati' }, catalogOf({ ...timed, maxTs: at('2024-03-20T11:00:00') }), null)
        .lastDate,
    ).toBe('2024-03-21')
  })
})
