import { describe, expect, it } from 'vitest'
import type { Catalog, CatalogTable } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValue } from '../../src-renderer/query/contract/parameter'
import { readParameter, readParameters } from '../../src-renderer/query/analysis/parameters'
import { readQueryFile } from '../../src-renderer/query/saved/queryFile'
import { runnableQuery, columnsForParameters } from '../../src-renderer/query/saved/runnableQuery'
import { eventSource } from '../../src-renderer/query/sql/eventSource'
import { scope } from '../../src-renderer/query/sql/source'
import { arrayTable } from '../panels/grid/arrayTable'

const spec = (type: ParameterSpec['type'], more: Partial<ParameterSpec> = {}): ParameterSpec => ({
  name: 'p',
  type,
  label: 'P',
  help: '',
  default: null,
  ...more,
})
const table = (name: string, more: Partial<CatalogTable> = {}): CatalogTable => ({
  name,
  kind: 'events',
  rows: 10,
  minTs: 100,
  maxTs: 200,
  minDate: '2024-01-02',
  maxDate: '2024-01-05',
  columns: [
    { name: 'event', type: 'string', source: 'event' },
    { name: 'n', type: 'integer', source: 'n' },
  ],
  ...more,
})
const of = (...tables: readonly CatalogTable[]): Catalog => ({
  timezone: 'UTC',
  weekStart: 1,
  hasTestUsers: false,
  tables,
})

describe('the events that are read', () => {
  it('are one table, or all of them as one with what all of them hold', () => {
    const one = table('one')
    const two = table('two', {
      rows: 5,
      minTs: 50,
      maxTs: 150,
      minDate: '2024-01-01',
      maxDate: '2024-01-03',
      columns: [
        { name: 'n', type: 'double', source: 'n' },
        { name: 'extra', type: 'boolean', source: 'extra' },
      ],
    })
    const empty = table('empty', { rows: 0, minTs: null, maxTs: null, minDate: null, maxDate: null, columns: [] })
    expect(eventSource(of(one), null)).toMatchObject({
      sql: 'main."one"',
      table: 'one',
      rows: 10,
      minTs: 100,
      maxTs: 200,
      minDate: '2024-01-02',
      maxDate: '2024-01-05',
    })
    for (const order of [
      [one, two, empty],
      [empty, two, one],
    ]) {
      const all = eventSource(of(...order, table('plain', { kind: 'table' })), null)
      expect(all).toMatchObject({
        sql: 'main."all_events"',
        table: null,
        rows: 15,
        minTs: 50,
        maxTs: 200,
        minDate: '2024-01-01',
        maxDate: '2024-01-05',
      })
      expect(new Map(all.columns.map((column) => [column.name, column.type]))).toEqual(
        new Map([
          ['event', 'string'],
          ['n', 'string'],
          ['extra', 'boolean'],
        ]),
      )
    }
    expect(eventSource(of(one, two), 'two')).toMatchObject({ table: 'two', rows: 5 })
    expect(eventSource(of(empty), null)).toMatchObject({ minTs: null, maxDate: null })
  })

  it.each<readonly [Catalog, string | null, string]>([
    [of(table('log')), 'lgo', 'There is no event table "lgo"; the event tables are log.'],
    [of(), 'log', 'There is no event table "log"; import a log with a time column first.'],
    [
      of(table('plain', { kind: 'table' }), table('log')),
      'plain',
      '"plain" is a plain table; this analysis needs an event table (log).',
    ],
    [of(table('plain', { kind: 'table' })), 'plain', '"plain" is a plain table; this analysis needs an event table.'],
    [of(), null, 'There are no events yet; import a log with a time column first.'],
  ])('%# are named where there are none', (catalog, source, sentence) => {
    expect(() => eventSource(catalog, source)).toThrow(
      expect.objectContaining({ code: 'not-found', message: sentence }) as Error,
    )
  })
})

describe('the scope of an analysis', () => {
  const catalog: Catalog = {
    ...of(table('log')),
    hasTestUsers: true,
    segments: [{ name: 'payers', about: '', rule: { did: 'pay' } }] as never,
  }
  const notTest = 'user_key NOT IN (SELECT user_key FROM main.all_users WHERE is_test)'

  it('leaves out rows without a user and test users, unless told otherwise', () => {
    const plain = scope({}, catalog, null)
    expect([plain.from, plain.where, plain.userWhere, plain.rowWhere, plain.derivedOk, plain.notes]).toEqual([
      'main."log"',
      `user_key IS NOT NULL\n  AND ${notTest}`,
      `user_key IS NOT NULL\n  AND ${notTest}`,
      `(user_key IS NULL OR ${notTest})`,
      true,
      ['test users left out'],
    ])
    const all = scope({ include_test: true }, catalog, null)
    expect([all.where, all.rowWhere, all.notes]).toEqual(['user_key IS NOT NULL', 'TRUE', []])
    expect(scope({}, { ...catalog, hasTestUsers: false }, null).where).toBe('user_key IS NOT NULL')
  })

  it('adds the filter to rows, the segment to both, and says what is asked for', () => {
    const filtered = scope({ filter: [{ column: 'n', op: '>', value: 1 }], include_test: true }, catalog, null)
    expect([
      filtered.where.startsWith('user_key IS NOT NULL\n  AND '),
      filtered.userWhere,
      filtered.rowWhere,
      filtered.derivedOk,
    ]).toEqual([true, 'user_key IS NOT NULL', filtered.filter, false])
    const segment = scope({ segment: 'payers' }, catalog, null)
    expect(segment.notes).toEqual(['users: payers', 'test users left out'])
    for (const where of [segment.where, segment.userWhere, segment.rowWhere])
      expect(where).toMatch(/^user_key IS NOT NULL\n  AND .*user_key IN \(.*'pay'/s)
    expect(scope({ segment: { did: 'pay' } }, catalog, null).notes[0]).toMatch(/^users: .*pay/)
    expect(() => scope({ segment: 'none' }, catalog, null)).toThrow(/no segment "none"/)
  })

  it('has dates, zone and weeks where they differ', () => {
    const asked = scope(
      { from: '2024-01-01', to: '', timezone: 'Asia/Tokyo', week_start: 'sunday', unit: 'week', include_test: true },
      catalog,
      null,
    )
    expect([
      asked.fromDate,
      asked.toDate,
      asked.timezone,
      asked.derivedOk,
      asked.catalog.weekStart,
      asked.notes,
    ]).toEqual(['2024-01-01', null, 'Asia/Tokyo', false, 7, ['weeks begin on sunday']])
    const own = scope({ timezone: 'UTC', unit: 'day' }, { ...catalog, hasTestUsers: false }, null)
    expect([own.timezone, own.derivedOk, own.notes]).toEqual([null, true, []])
    expect(scope({ timezone: '' }, catalog, null).timezone).toBeNull()
    expect(scope({}, of(table('a'), table('b')), null).derivedOk).toBe(false)
  })
})

describe('a parameter', () => {
  it.each<readonly [ParameterSpec, ParameterValue, ParameterValue]>([
    [spec('boolean'), null, false],
    [spec('boolean'), '', false],
    [spec('boolean'), true, true],
    [spec('boolean'), 'yes', true],
    [spec('boolean'), '1', true],
    [spec('boolean'), false, false],
    [spec('boolean'), 'false', false],
    [spec('boolean'), '0', false],
    [spec('boolean'), 'no', false],
    [spec('text'), '', ''],
    [spec('text'), 5, '5'],
    [spec('column'), 'plan', 'plan'],
    [spec('date'), '', null],
    [spec('integer'), ' 7 ', 7],
    [spec('integer', { min: 1, max: 3 }), 1, 1],
    [spec('integer', { min: 1, max: 3 }), '3', 3],
    [spec('number'), '1e3', 1000],
    [spec('datetime'), '2024-01-31T09:30:00Z', '2024-01-31T09:30:00Z'],
    [spec('columns'), 'a, b', ['a', 'b']],
    [spec('columns', { max: 2 }), ['a', 'b'], ['a', 'b']],
    [spec('segment'), 'payers', 'payers'],
    [spec('segment'), '{"did":"pay"}', { did: 'pay' }],
    [spec('comparison'), 'previous-week', 'previous-week'],
    [spec('exclusions'), '[{"event":"x"}]', [{ event: 'x' }]],
    [spec('steps'), 'a,b', ['a', 'b']],
    [spec('steps'), [], []],
    [spec('event'), 'a,b', 'a,b'],
    [spec('filter'), null, null],
    [spec('timezone'), 'UTC', 'UTC'],
    [spec('duration'), 'none', 'none'],
  ])('%#: %j reads %j', (one, raw, value) => {
    expect(readParameter(one, raw)).toEqual(value)
  })

  it.each<readonly [ParameterSpec, ParameterValue, string]>([
    [spec('integer'), 1.5, 'p must be a whole number, not "1.5".'],
    [spec('integer'), ' ', 'p must be a whole number, not " ".'],
    [spec('number'), Number.POSITIVE_INFINITY, 'p must be a number, not "null".'],
    [spec('number'), [1], 'p must be a number, not "[1]".'],
    [spec('integer', { min: 1 }), 0, 'p must be at least 1, not "0".'],
    [spec('integer', { max: 3 }), 4, 'p must be at most 3, not "4".'],
    [spec('boolean'), 2, 'p must be true or false, not "2".'],
    [spec('date'), 20240101, 'p must be a date like 2024-01-31, not "20240101".'],
    [spec('datetime'), 'soon', 'p must be a time like 2024-01-31T09:30:00Z, not "soon".'],
    [
      spec('choice', {
        options: [
          { value: 'a', label: '' },
          { value: 'b', label: '' },
        ],
      }),
      'c',
      'p must be one of a, b, not "c".',
    ],
    [spec('choice'), 'c', 'p must be one of , not "c".'],
    [spec('timezone'), 'Mars', 'p must be an IANA time zone like Europe/Berlin, not "Mars".'],
    [spec('duration'), 5, 'p must be a duration like "14 days", not "5".'],
    [spec('text'), true, 'p must be text, not "true".'],
    [spec('columns'), [''], 'p must be a list of columns, not "[""]".'],
    [spec('columns'), [5], 'p must be a list of columns, not "[5]".'],
    [spec('columns'), ['a', 'a'], 'p must be a list that names each column once, not "["a","a"]".'],
    [spec('columns', { max: 1 }), ['a', 'b'], 'p must be at most 1 columns, not "["a","b"]".'],
    [spec('steps'), 5, 'p must be a list of events, not "5".'],
    [spec('exclusions'), { event: 'x' }, 'p must be a list of exclusions, not "{"event":"x"}".'],
    [spec('event'), '{"event"', 'p must be well-formed JSON or an event name, not "{"event"".'],
  ])('%#: %j refuses %j', (one, raw, sentence) => {
    expect(() => readParameter(one, raw)).toThrow(
      expect.objectContaining({ code: 'bad-parameter', message: sentence }) as Error,
    )
  })

  it('is checked by its type, also inside lists', () => {
    for (const [type, raw] of [
      ['event', 5],
      ['events', [5]],
      ['filter', [{ op: 'x' }]],
      ['comparison', 'soon'],
      ['segment', { nothing: 1 }],
      ['steps', [5]],
      ['exclusions', [5]],
    ] as const)
      expect(() => readParameter(spec(type), raw as ParameterValue), type).toThrow(
        expect.objectContaining({ code: 'bad-parameter' }) as Error,
      )
  })

  it('is one that the query has', () => {
    expect(
      readParameters([spec('integer', { name: 'a', default: 5 }), spec('text', { name: 'b' })], { b: 'x' }),
    ).toEqual({ a: 5, b: 'x' })
    expect(() => readParameters([spec('text', { name: 'alpha' })], { zzzzzzzzz: 1 })).toThrow(
      'There is no parameter "zzzzzzzzz"; the parameters are alpha.',
    )
  })
})

describe('the chart of a saved query', () => {
  const drawn = (chart: string, columns: Parameters<typeof arrayTable>[0]) =>
    runnableQuery(readQueryFile('q', `-- title: T\n-- about: About.\n-- chart: ${chart}\nSELECT 1`), of(table('log')))
      .analysis.charts!(arrayTable(columns), {})

  it('is a line over dates, times and numbers, and bars over names', () => {
    const [line] = drawn('line d n', { d: ['date', ['2024-01-01', null, '2024-01-02']], n: ['integer', [1, 2, null]] })
    expect(line).toEqual({
      kind: 'line',
      title: 'T',
      summary: 'About.',
      finding: '1 on Mon 1 Jan 2024.',
      x: { label: 'd', type: 'date' },
      y: { label: 'n', format: 'integer' },
      series: [
        {
          name: 'n',
          points: [
            { x: '2024-01-01', y: 1 },
            { x: '2024-01-02', y: null },
          ],
        },
      ],
    })
    expect(
      drawn('line x a b', { x: ['double', [1, 2]], a: ['double', [0.5, 1]], b: ['integer', [1n, 2n]] })[0],
    ).toMatchObject({
      kind: 'line',
      x: { type: 'number' },
      y: { label: '', format: 'decimal' },
      series: [
        {
          points: [
            { x: 1, y: 0.5 },
            { x: 2, y: 1 },
          ],
        },
        {
          points: [
            { x: 1, y: 1 },
            { x: 2, y: 2 },
          ],
        },
      ],
    })
    expect(drawn('line x n', { x: ['string', ['a', null]], n: ['integer', [1, 2]] })[0]).toMatchObject({
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      x: { type: 'category' },
      series: [
        {
          points: [
            { x: 'a', y: 1 },
            { x: 'none', y: 2 },
          ],
        },
      ],
    })
    expect(drawn('bar d n', { d: ['date', ['2024-01-01']], n: ['integer', [1]] })[0]).toMatchObject({
      kind: 'bar',
      x: { type: 'date' },
    })
    expect(drawn('bar x n', { x: ['boolean', [true, false]], n: ['integer', [1, 2]] })[0]).toMatchObject({
      series: [
        {
          points: [
            { x: 'true', y: 1 },
            { x: 'false', y: 2 },
          ],
        },
      ],
    })
    expect(drawn('bar x n', { x: ['integer', [5n, null]], n: ['integer', [1, 2]] })[0]).toMatchObject({
      x: { type: 'category' },
      series: [{ points: [{ x: 5, y: 1 }] }],
    })
    expect(drawn('line t n', { t: ['timestamp', [0]], n: ['integer', [1]] })[0]).toMatchObject({
      kind: 'line',
      x: { type: 'date' },
      series: [{ points: [{ y: 1 }] }],
    })
    expect(drawn('line d n', { d: ['date', []], n: ['integer', []] })).toEqual([])
  })

  it('names a column that the answer does not have', () => {
    expect(() => drawn('line d m', { d: ['date', ['2024-01-01']], n: ['integer', [1]] })).toThrow(
      'The chart of q names the column "m", which the answer does not have; its columns are d, n.',
    )
  })

  it('is absent without a line for it; the file is an analysis of events or of its tables', () => {
    const plain = runnableQuery(readQueryFile('q', '-- title: T\nSELECT 1'), of(table('log'))).analysis
    expect(['charts' in plain, plain.reads, plain.plan({}, of(table('log')), null)]).toEqual([
      false,
      'events',
      { sql: 'SELECT 1' },
    ])
    expect(
      runnableQuery(
        readQueryFile('q', '-- title: T\n-- tables: a, b\nSELECT 1'),
        of(table('a', { kind: 'table' }), table('b', { kind: 'table' })),
      ).analysis.reads,
    ).toEqual({ tables: ['a', 'b'] })
  })

  it('has conditions over the events, or over the plain tables that it reads', () => {
    const catalog = of(
      table('log'),
      table('plain', { kind: 'table', columns: [{ name: 'x', type: 'string', source: 'x' }] }),
    )
    const names = (tables: readonly string[], type: ParameterSpec['type']): readonly string[] =>
      columnsForParameters({ tables, sql: 'SELECT 1', parameters: [spec(type)] }, catalog, null).map(
        (column) => column.name,
      )
    expect([
      names([], 'event'),
      names(['plain'], 'filter'),
      names(['log', 'plain'], 'column'),
      names(['none'], 'events'),
      names(['plain'], 'text'),
    ]).toEqual([['event', 'n'], ['x'], ['event', 'n'], ['event', 'n'], []])
  })
})
