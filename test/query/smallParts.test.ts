import {
  Bool,
  DateDay,
  Decimal,
  Field,
  FixedSizeList,
  Float64,
  Int32,
  Int64,
  List,
  Map_,
  Struct,
  TimestampMicrosecond,
  Utf8,
  type DataType,
} from 'apache-arrow'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bind } from '../../src-renderer/query/analysis/bind'
import { boundOffset } from '../../src-renderer/query/analysis/boundOffset'
import { catalogOf } from '../../src-renderer/query/session/catalog'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readDuration } from '../../src-renderer/query/sql/duration'
import { namedEvents } from '../../src-renderer/query/analysis/namedEvents'
import { nearest } from '../../src-renderer/query/sql/nearest'
import { nestedText } from '../../src-renderer/query/session/nestedText'
import { withReads } from '../../src-renderer/query/analysis/withReads'
import { withPreset } from '../../src-renderer/query/analysis/preset'
import { scanSql } from '../../src-renderer/query/sql/scan'
import { readStep } from '../../src-renderer/query/sql/step'
import { tableSlice } from '../../src-renderer/query/analysis/tableSlice'
import {
  countsWeeks,
  WEEK_DAYS,
  WEEK_START,
  weekDayNumber,
  withWeekStart,
} from '../../src-renderer/query/sql/weekStart'
import type { Manifest } from '../../src-renderer/store/manifest'
import { arrayTable } from '../panels/grid/arrayTable'

const spec = (name: string, type: ParameterSpec['type'], more: Partial<ParameterSpec> = {}): ParameterSpec =>
  ({ name, type, label: name, default: null, ...more }) as ParameterSpec

describe('a duration', () => {
  it.each([
    ['14 days', 14 * 86_400e6],
    ['1 day', 86_400e6],
    ['1d', 86_400e6],
    ['30 minutes', 1800e6],
    ['30 min', 1800e6],
    ['30 mins', 1800e6],
    ['90 s', 90e6],
    ['90 secs', 90e6],
    ['1 h', 3600e6],
    ['2 weeks', 14 * 86_400e6],
    ['2w', 14 * 86_400e6],
    ['1.5 hours', 5400e6],
    [' 3 DAYS ', 3 * 86_400e6],
    ['0 s', 0],
    ['0.0000004 s', 0],
    ['none', null],
    ['None', null],
    ['', null],
    ['  ', null],
  ])('%j is %s µs', (text, micros) => {
    expect(readDuration(text)).toBe(micros)
  })

  it.each(['1', 'days', '-1 day', '1 moon', '1 d s', '1e3 s', '1,5 days', '.5 days', '1 dayss', '1 w s'])(
    '%j is none',
    (text) => {
      expect(() => readDuration(text, 'window')).toThrow(
        expect.objectContaining({
          code: 'bad-parameter',
          payload: expect.objectContaining({ parameter: 'window', value: text }) as unknown,
        }) as Error,
      )
    },
  )
})

describe('names that were meant', () => {
  it('are near, or hold one another; at most three, the nearest first', () => {
    expect(nearest('retenton', ['funnel', 'retention', 'sessions'])).toEqual(['retention'])
    expect(nearest('Users', ['active-users', 'users2', 'uses', 'user', 'other'])).toEqual([
      'active-users',
      'users2',
      'uses',
    ])
    expect(nearest('active-users-slices-x', ['active-users'])).toEqual(['active-users'])
    expect(nearest('abc', ['xyz', 'abd', 'abdd', 'bdcee'])).toEqual(['abd', 'abdd'])
    expect(nearest('abcdef', ['abcxyz', 'abcdxy', 'a'])).toEqual(['a', 'abcdxy'])
    expect(nearest('abcdefghi', ['abcdefxyz', 'abcdewxyz'])).toEqual(['abcdefxyz'])
    expect(nearest('x', [])).toEqual([])
  })

  it('differ by as many letters as the definition of the distance says', () => {
    /** Levenshtein by its recursive definition. */
    const far = (a: string, b: string): number =>
      a === '' || b === ''
        ? a.length + b.length
        : a[0] === b[0]
          ? far(a.slice(1), b.slice(1))
          : 1 + Math.min(far(a.slice(1), b), far(a, b.slice(1)), far(a.slice(1), b.slice(1)))
    const word = fc
      .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 5 })
      .map((letters) => letters.join(''))
    fc.assert(
      fc.property(word, word, (a, b) => {
        const isNear = a.includes(b) || b.includes(a) || far(a, b) <= 2
        expect(nearest(a, [b])).toEqual(isNear ? [b] : [])
      }),
      { numRuns: 500 },
    )
  })
})

describe('values inside values', () => {
  const text = (value: unknown, type: DataType): string => nestedText(value, type)
  const list = (type: DataType): DataType => new List(new Field('item', type))

  it('are JSON, exact, with times and decimals as text', () => {
    expect(text(null, new Utf8())).toBe('null')
    expect(text(undefined, new Int32())).toBe('null')
    expect(text('a"b', new Utf8())).toBe('"a\\"b"')
    expect([text(true, new Bool()), text(1.5, new Float64()), text(7, new Int32())]).toEqual(['true', '1.5', '7'])
    expect([
      text(5n, new Int64()),
      text(-9_007_199_254_740_993n, new Int64()),
      text(9_007_199_254_740_991n, new Int64()),
    ]).toEqual(['5', '"-9007199254740993"', '9007199254740991'])
    expect(text(Date.UTC(2024, 1, 29), new DateDay())).toBe('"2024-02-29"')
    expect(text(Date.UTC(2024, 1, 29, 1, 2, 3, 4), new TimestampMicrosecond())).toBe('"2024-02-29T01:02:03.004Z"')
    expect(text(['a', null], list(new Utf8()))).toBe('["a",null]')
    expect(text([[1], []], list(list(new Int32())))).toBe('[[1],[]]')
    expect(text([1, 2], new FixedSizeList(2, new Field('item', new Int32())))).toBe('[1,2]')
    expect(
      text(
        { a: 1, 'b"': ['x'] },
        new Struct([new Field('a', new Int32()), new Field('b"', list(new Utf8())), new Field('c', new Utf8())]),
      ),
    ).toBe('{"a":1,"b\\"":["x"],"c":null}')
    const pairs = new Map_(
      new Field(
        'entries',
        new Struct<{ key: Utf8; value: Int64 }>([new Field('key', new Utf8()), new Field('value', new Int64())]),
      ),
    )
    expect(
      text(
        [
          ['k', 2n],
          ['q', null],
        ],
        pairs,
      ),
    ).toBe('{"k":2,"q":null}')
  })

  it('hold decimals to the last digit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
        fc.integer({ min: 0, max: 20 }),
        (value, scale) => {
          const bits = BigInt.asUintN(128, value)
          const words = Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number((bits >> shift) & 0xffffffffn))
          const written = text(words, new Decimal(scale, 38))
          expect(written).toMatch(scale === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${scale}}$`))
          expect(BigInt(written.replace('.', ''))).toBe(value)
        },
      ),
      { numRuns: 300 },
    )
    expect(text(Uint32Array.from([5, 0, 0, 0]), new Decimal(2, 18))).toBe('0.05')
  })
})

describe('some rows of a table', () => {
  const table = arrayTable({
    side: ['string', ['a', 'a', 'b']],
    n: ['integer', [1, 2, 3]],
    x: ['double', [0.5, 1.5, 2.5]],
  })

  it('are a table of their own', () => {
    const slice = tableSlice(table, 1, 2, ['side'])
    expect([
      slice.rowCount,
      slice.columns.map((column) => column.name),
      slice.rows(),
      slice.row(1),
      slice.column('n'),
      slice.column('x'),
      slice.value(0, 'n'),
      slice.value(1, 1),
    ]).toEqual([
      2,
      ['n', 'x'],
      [
        { n: 2, x: 1.5 },
        { n: 3, x: 2.5 },
      ],
      { n: 3, x: 2.5 },
      [2, 3],
      [1.5, 2.5],
      2,
      2.5,
    ])
    expect(tableSlice(table, 0, 1).rows()).toEqual([{ side: 'a', n: 1, x: 0.5 }])
  })

  it('lack the columns that were left out', () => {
    const slice = tableSlice(table, 0, 3, ['side'])
    for (const column of ['side', 2, -1])
      expect(() => slice.value(0, column)).toThrow(expect.objectContaining({ code: 'not-found' }) as Error)
    expect(() => slice.column('side')).toThrow()
  })
})

describe('a step', () => {
  it('is a condition with flags', () => {
    expect(readStep('pay', 'steps')).toMatchObject({ event: 'pay', optional: false, first: false })
    expect(readStep({ event: 'pay', optional: true }, 'steps')).toMatchObject({
      event: 'pay',
      optional: true,
      first: false,
    })
    expect(readStep({ event: 'pay', first: true, optional: false }, 'steps')).toMatchObject({
      optional: false,
      first: true,
    })
    for (const value of [
      { event: 'a', optional: 1 },
      { event: 'a', first: 'yes' },
    ])
      expect(() => readStep(value, 'steps')).toThrow(/steps: "(optional|first)" is true(, false| or false)/)
    expect(() => readStep(5, 'steps')).toThrow(expect.objectContaining({ code: 'bad-parameter' }) as Error)
    expect(readStep(null, 'steps')).toMatchObject({ event: null, optional: false })
  })
})

describe('the events that values name', () => {
  it('are those of events, lists, steps and exclusions, each once', () => {
    const specs = [
      spec('a', 'event'),
      spec('b', 'events'),
      spec('c', 'steps'),
      spec('d', 'exclusions'),
      spec('text', 'text'),
      spec('missing', 'event'),
    ]
    const values: ParameterValues = {
      a: 'open',
      b: ['pay', 'open', { event: 'sign', where: [] }],
      c: null,
      d: [{ event: 'leave' }],
      text: 'never',
    }
    expect(namedEvents(specs, values)).toEqual(['open', 'pay', 'sign', 'leave'])
    expect(namedEvents(specs, { a: { where: [{ column: 'plan', op: '=', value: 'x' }] } })).toEqual([])
    expect(namedEvents([], values)).toEqual([])
  })
})

describe('a preset', () => {
  const analysis = {
    name: 'funnel',
    parameters: [spec('window', 'duration')],
    presets: [{ name: 'mixpanel', title: 'M', about: '', values: { window: '30 days', entry: 'first' } }],
  }

  it('gives its values, under what was given besides', () => {
    expect(withPreset(analysis, { preset: 'mixpanel', window: '1 day', other: 1 })).toEqual({
      window: '1 day',
      entry: 'first',
      other: 1,
    })
    expect(withPreset(analysis, { preset: 'default', window: '1 day' })).toEqual({ window: '1 day' })
    const plain = { window: '1 day' }
    expect(withPreset(analysis, plain)).toBe(plain)
    const own = { preset: 'x' }
    expect(withPreset({ ...analysis, parameters: [spec('preset', 'text')] }, own)).toBe(own)
  })

  it('is refused by an unknown name', () => {
    expect(() => withPreset(analysis, { preset: 'mixpanl' })).toThrow(
      'funnel has no preset "mixpanl"; did you mean mixpanel?',
    )
    expect(() => withPreset(analysis, { preset: 'zzzzzzzzzzzzz' })).toThrow(
      'funnel has no preset "zzzzzzzzzzzzz"; there are default, mixpanel.',
    )
    expect(() => withPreset({ name: 'a', parameters: [] }, { preset: 5 })).toThrow(
      'a has no preset "5"; there are default.',
    )
  })
})

describe('the first day of the week', () => {
  const catalog: Catalog = { timezone: 'UTC', weekStart: 1, tables: [], hasTestUsers: false }

  it('is a number by its name, and stands in the catalog where it is asked for', () => {
    expect(WEEK_DAYS.map(weekDayNumber)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect([weekDayNumber('Monday'), weekDayNumber(''), weekDayNumber(1), weekDayNumber(null)]).toEqual([
      null,
      null,
      null,
      null,
    ])
    expect(withWeekStart({ week_start: 'sunday' }, catalog)).toEqual({ ...catalog, weekStart: 7 })
    expect(withWeekStart({ week_start: null }, catalog)).toBe(catalog)
    expect(withWeekStart({}, catalog)).toBe(catalog)
    expect(WEEK_START.options?.map((option) => option.label)).toEqual([
      'Monday',
      'Tuesday',
      'Wednesday',
      'Thursday',
      'Friday',
      'Saturday',
      'Sunday',
    ])
  })

  it('matters where time is cut into weeks', () => {
    const unit = (values: readonly string[], name = 'unit'): readonly ParameterSpec[] => [
      spec('from', 'date'),
      spec(name, 'choice', { options: values.map((value) => ({ value, label: value })) }),
    ]
    expect([
      countsWeeks(unit(['day', 'week'])),
      countsWeeks(unit(['day'])),
      countsWeeks(unit(['week'], 'size')),
      countsWeeks([spec('unit', 'text')]),
      countsWeeks([]),
    ]).toEqual([true, false, false, false, false])
  })
})

describe('the range of a plan', () => {
  const range = { from: '2024-01-01', to: '2024-01-31' }
  const plan: QueryPlan = { sql: 'SELECT 1', range, notes: ['n'] }
  const base: Analysis = {
    name: 'a',
    title: 'A',
    about: '',
    grain: '',
    definition: '',
    parameters: [],
    columns: [],
    reads: 'events',
    plan: () => plan,
    kpiPlan: () => plan,
    drill: (figure) => (figure.column === 'none' ? null : { title: 't', kind: 'users', plan }),
  }
  const catalog: Catalog = { timezone: 'UTC', weekStart: 1, tables: [], hasTestUsers: false }
  const open = withReads(base)
  const plansOf = (of: Analysis, values: ParameterValues): readonly (QueryPlan | undefined)[] => [
    of.plan(values, catalog, null),
    of.kpiPlan?.(values, catalog, null),
    of.drill?.({ row: {}, column: 'n' }, values, catalog, null)?.plan,
  ]

  it('goes where a segment is asked for, in every plan', () => {
    for (const segment of ['payers', { did: 'pay' }])
      for (const each of plansOf(open, { segment }))
        expect(each).toEqual({ sql: 'SELECT 1', notes: ['n'], localTimes: 'stored' })
    for (const values of [{}, { segment: null }, { segment: '' }])
      for (const each of plansOf(open, values)) expect(each).toEqual({ ...plan, localTimes: 'stored' })
    expect(open.drill!({ row: {}, column: 'none' }, { segment: 'x' }, catalog, null)).toBeNull()
    const plain: QueryPlan = { sql: 'SELECT 2' }
    expect(withReads({ ...base, plan: () => plain }).plan({ segment: 'x' }, catalog, null)).toEqual({
      ...plain,
      localTimes: 'stored',
    })
  })

  it('says that it asks for the local times of events alone, unless as_of or SQL of a segment brings in others', () => {
    const payers = { sql: 'SELECT user_key FROM log' }
    const asked = withReads({ ...base, parameters: [spec('as_of', 'date'), spec('segment', 'segment')] })
    for (const values of [{}, { as_of: null }, { segment: { did: 'pay' } }, { segment: { users: ['a'] } }])
      for (const each of plansOf(asked, values)) expect(each?.localTimes).toBe('stored')
    for (const values of [
      { as_of: '2031-01-01' },
      { segment: payers },
      { segment: { not: { all: [{ did: 'pay' }, { any: [payers] }] } } },
    ])
      for (const each of plansOf(asked, values)) expect(each?.localTimes).toBeUndefined()
  })

  it('leaves an analysis without figures and lists so', () => {
    const bare = withReads({ ...base, kpiPlan: undefined, drill: undefined } as unknown as Analysis)
    expect(['kpiPlan', 'drill'].map((name) => bare[name as 'kpiPlan'] === undefined)).toEqual([true, true])
  })
})

describe('a catalog', () => {
  const part = (date: string | null, minTs: number | null, maxTs: number | null): object => ({
    path: '',
    bytes: 1,
    rows: 1,
    sha256: '',
    date,
    minTs,
    maxTs,
  })
  const manifest = {
    timezone: 'Asia/Tokyo',
    weekStart: 7,
    users: { testUsers: 2 },
    tables: {
      log: {
        name: 'log',
        kind: 'events',
        rows: 9,
        mapping: { user: 'uid' },
        columns: [
          { name: 'user_key', type: 'integer', source: 'uid' },
          { name: 'event', type: 'string', source: 'what' },
        ],
        partitions: [part('2024-01-02', 50, 90), part('2024-01-01', 10, 40), part(null, null, null)],
      },
      anon: { name: 'anon', kind: 'events', rows: 0, mapping: {}, columns: [], partitions: [] },
      plain: {
        name: 'plain',
        kind: 'table',
        rows: 2,
        mapping: {},
        columns: [{ name: 'a', type: 'string', source: 'a' }],
        partitions: [part(null, null, null)],
      },
    },
  } as unknown as Manifest

  it('says of each table what it holds, from where to where', () => {
    const catalog = catalogOf(manifest)
    expect([catalog.timezone, catalog.weekStart, catalog.hasTestUsers]).toEqual(['Asia/Tokyo', 7, true])
    const [log, anon, plain] = catalog.tables
    expect(log?.made?.map((one) => one.name)).toEqual(['hour', 'weekday', 'is_weekend', 'day_part'])
    expect(plain?.made).toEqual([])
    expect(log).toMatchObject({
      name: 'log',
      kind: 'events',
      rows: 9,
      minTs: 10,
      maxTs: 90,
      minDate: '2024-01-01',
      maxDate: '2024-01-02',
      datesOnly: false,
      columns: [
        { name: 'user_key', type: 'integer', source: 'user_key' },
        { name: 'user_id', type: 'string', source: 'uid', role: 'user' },
        { name: 'event', type: 'string', source: 'what' },
      ],
    })
    expect(anon).toMatchObject({
      minTs: null,
      maxTs: null,
      minDate: null,
      maxDate: null,
      columns: [{ name: 'user_key' }, { name: 'user_id', source: 'user_id' }],
    })
    expect(plain).toMatchObject({ kind: 'table', minTs: null, minDate: null, columns: [{ name: 'a' }] })
    for (const users of [null, { testUsers: 0 }])
      expect(catalogOf({ ...manifest, users } as unknown as Manifest).hasTestUsers).toBe(false)
  })
})

describe('values in SQL', () => {
  const columns = [{ name: 'plan', type: 'string', source: 'plan' }] as const
  const bound = (type: ParameterSpec['type'], value: unknown): string =>
    bind('$p', [spec('p', type)], { p: value } as ParameterValues, columns)

  it.each<readonly [ParameterSpec['type'], unknown, string]>([
    ['date', '2024-02-29', "DATE '2024-02-29'"],
    ['date', null, 'NULL::DATE'],
    ['datetime', '2024-02-29T01:02:03Z', "TIMESTAMP '2024-02-29 01:02:03.000'"],
    ['datetime', null, 'NULL::TIMESTAMP'],
    ['integer', 5, '5'],
    ['integer', null, 'NULL::BIGINT'],
    ['number', 0.5, '0.5::DOUBLE'],
    ['number', null, 'NULL::DOUBLE'],
    ['boolean', true, 'TRUE'],
    ['boolean', false, 'FALSE'],
    ['boolean', null, 'FALSE'],
    ['duration', '1 day', 'to_microseconds(86400000000)'],
    ['duration', 'none', 'NULL::INTERVAL'],
    ['duration', null, 'NULL::INTERVAL'],
    ['text', "it's", "'it''s'"],
    ['text', null, 'NULL::VARCHAR'],
    ['choice', 'a', "'a'"],
    ['timezone', 'UTC', "'UTC'"],
    ['column', 'pl"an', '"pl""an"'],
    ['column', null, 'NULL'],
    ['filter', null, 'TRUE'],
    ['filter', [], 'TRUE'],
  ])('of %s: %j is %s', (type, value, sql) => {
    expect(bound(type, value)).toBe(sql)
  })

  it('of events are conditions on the row', () => {
    expect(bound('event', 'pay')).toContain("'pay'")
    expect(bound('events', ['pay', 'open'])).toMatch(/'pay'.*OR.*'open'|IN \('pay', 'open'\)/s)
    expect(bound('steps', ['pay'])).toContain("'pay'")
    expect(bound('filter', [{ column: 'plan', op: '=', value: 'pro' }])).toContain("'pro'")
  })

  it('of some types have no place, nor do names that are not declared', () => {
    for (const type of ['exclusions', 'columns', 'segment', 'comparison'] as const)
      expect(() => bound(type, null)).toThrow('p cannot stand in a .sql file.')
    expect(() => bind('SELECT $q', [spec('p', 'text')], {})).toThrow(
      'The SQL uses $q, but its header declares no such parameter.',
    )
  })

  it('stand only where a name is one: not in texts, names and comments', () => {
    const sql = "SELECT '$p', \"$p\", $$ $p $$, E'\\'$p' -- $p\n/* $p */ , $p, a$p"
    expect(bind(sql, [spec('p', 'integer')], { p: 7 })).toBe(
      "SELECT '$p', \"$p\", $$ $p $$, E'\\'$p' -- $p\n/* $p */ , 7, a$p",
    )
  })

  it('are led back to their names', () => {
    const sql = 'SELECT $p + x'
    const of = (at: number): number => boundOffset(at, sql, [spec('p', 'text')], { p: 'long text' })
    // SELECT 'long text' + x
    expect([of(0), of(6), of(7), of(10), of(17), of(18), of(21), of(22), of(99)]).toEqual([
      0, 6, 7, 7, 7, 9, 12, 13, 13,
    ])
  })
})

describe('tokens of SQL', () => {
  it('have kinds and places, and join to the text', () => {
    const kinds = (sql: string): readonly string[] => [...scanSql(sql)].map((token) => `${token.kind} ${token.text}`)
    expect(kinds("a.\"b\" = 'c''d' -- e")).toEqual([
      'word a',
      'symbol .',
      'quoted "b"',
      'space  ',
      'symbol =',
      'space  ',
      "string 'c''d'",
      'space  ',
      'comment -- e',
    ])
    expect(kinds('$tag$ $x $tag$ $p 1.5e3 /* open')).toEqual([
      'string $tag$ $x $tag$',
      'space  ',
      'parameter $p',
      'space  ',
      'number 1.5e3',
      'space  ',
      'comment /* open',
    ])
    expect(kinds("E'\\'' \"open")).toEqual(["string E'\\''", 'space  ', 'quoted "open'])
    fc.assert(
      fc.property(
        fc
          .array(
            fc.constantFrom("'", '"', '$', '$$', '--', '\n', '/*', '*/', 'a', 'é', '1', ' ', '$p', 'E', '\\', '$t$'),
          )
          .map((parts) => parts.join('')),
        (sql) => {
          let at = 0
          for (const token of scanSql(sql)) {
            expect(token.start).toBe(at)
            at += token.text.length
          }
          expect(at).toBe(sql.length)
        },
      ),
      { numRuns: 500 },
    )
  })
})
