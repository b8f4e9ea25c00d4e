import { describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { BarChart } from '../../src-renderer/chart/marks/bar'
import type { LineChart } from '../../src-renderer/chart/marks/line'
import { renderChart } from '../../src-renderer/chart/renderChart'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import { LatheError } from '../../src-renderer/model/error'
import { timezoneItems } from '../../src-renderer/panels/analysis/fields/timezoneItems'
import { INITIAL_STATE, isPanelState, valuesOf, withValues } from '../../src-renderer/panels/analysis/panelState'
import type { AnalysisAnswer } from '../../src-renderer/panels/analysis/answerMemory'
import { useKpis } from '../../src-renderer/panels/analysis/useKpis'
import { lastDateOf } from '../../src-renderer/panels/chart/findDatum'
import { isDefault, parameterText } from '../../src-renderer/query/analysis/parameterText'
import { filledDays, pageOfDate, pagesOf, readPersonDays } from '../../src-renderer/panels/drill/personPlans'
import { scopeMark } from '../../src-renderer/panels/drill/scopeMark'
import { formatCell, formatOfType, formatTimestamp, isNumeric } from '../../src-renderer/export/formatCell'
import { pickColumns } from '../../src-renderer/panels/grid/pickColumns'
import { isInside, moveSelection } from '../../src-renderer/panels/grid/selection'
import { sortRows } from '../../src-renderer/panels/grid/sortRows'
import { confidenceText, ROLE_TEXT } from '../../src-renderer/panels/import/roleText'
import { fitTabs } from '../../src-renderer/panels/ui/fitTabs'
import { comparisonItems } from '../../src-renderer/panels/scope/comparisonItems'
import { placeOf, wordAt } from '../../src-renderer/panels/sql/errorMark'
import { sqlTables, starterSql } from '../../src-renderer/panels/sql/sqlSchema'
import { rowsByDateChart } from '../../src-renderer/panels/tables/rowsByDateChart'
import { usePlanRun } from '../../src-renderer/panels/tables/usePlanRun'
import { agoText, bytesText, durationText } from '../../src-renderer/panels/ui/quantityText'
import { shortcutKeys } from '../../src-renderer/panels/ui/shortcutText'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterSpec, ParameterValue } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { ROLES } from '../../src-renderer/model/schema'
import { answerOf, catalog, fakeContext } from './analysis/fakeContext'
import { arrayTable } from './grid/arrayTable'
import type { FamilyPanel } from '../../src-renderer/query/contract/family'

const spec = (name: string, type: ParameterSpec['type'], more: Partial<ParameterSpec> = {}): ParameterSpec =>
  ({ name, type, label: name, default: null, ...more }) as ParameterSpec

describe('a parameter in words', () => {
  it.each<readonly [ParameterSpec, unknown, string]>([
    [spec('a', 'choice', { options: [{ value: 'x', label: 'The X' }] }), 'x', 'The X'],
    [spec('a', 'event'), null, 'any event'],
    [spec('a', 'event'), '', 'any event'],
    [spec('from', 'date'), null, 'the first date in the data'],
    [spec('to', 'date'), '', 'the last date in the data'],
    [spec('zone', 'timezone'), null, "the workspace's"],
    [spec('a', 'text'), null, 'not set'],
    [spec('a', 'boolean'), true, 'yes'],
    [spec('a', 'boolean'), false, 'no'],
    [spec('a', 'integer'), 12_345, '12,345'],
    [spec('a', 'text'), 'word', 'word'],
    [spec('a', 'events'), [], 'any event'],
    [spec('a', 'columns'), [], 'none'],
    [spec('a', 'columns'), ['x', 'y'], 'x, y'],
    [
      spec('a', 'steps'),
      ['view', { event: 'pay', where: [{ column: 'plan', op: '=', value: 'pro' }], optional: true }],
      '1. view\n2. pay where plan = pro (optional)',
    ],
    [spec('a', 'steps'), [{ event: null, first: false, hold: 'x' }, null], '1. any event (hold x)\n2. any event'],
    [
      spec('a', 'filter'),
      [
        { column: 'plan', op: 'in', value: ['a', 5] },
        {
          any: [
            { column: 'x', op: 'is null' },
            {
              all: [
                { column: 'y', op: '>', value: 2 },
                { column: 'z', op: '=', value: true },
              ],
            },
          ],
        },
      ],
      'plan in a, 5\nand (x is null or (y > 2 and z = true))',
    ],
    [spec('a', 'exclusions'), [{ event: 'leave', from: 1, to: 2 }, 'gone'], 'leave (from 1, to 2), gone'],
    [spec('a', 'event'), { event: 'pay', where: [{}] }, 'pay'],
    [
      spec('a', 'event'),
      {
        event: 'pay',
        where: [
          { column: 'a', op: '=', value: 1 },
          { column: 'b', op: '=', value: 2 },
        ],
      },
      'pay where a = 1 and b = 2',
    ],
    [spec('a', 'segment'), { did: 'pay' }, '{"did":"pay"}'],
    [spec('a', 'steps'), [5], '1. 5'],
  ])('%#: %s', (of, value, text) => {
    expect(parameterText(of, value as ParameterValue)).toBe(text)
  })

  it('is the default where it says the same', () => {
    expect([
      isDefault(spec('a', 'text'), null),
      isDefault(spec('a', 'text', { default: 'x' }), 'x'),
      isDefault(spec('a', 'text', { default: 'x' }), 'y'),
      isDefault(spec('a', 'columns', { default: ['a'] }), ['a']),
      isDefault(spec('a', 'text', { default: 'x' }), null),
    ]).toEqual([true, true, false, true, false])
  })
})

describe("what is marked among a user's events", () => {
  it('is what dates and filter take in', () => {
    expect(
      scopeMark(
        { from: '2024-01-05', to: '2024-01-09', filter: [{ column: 'plan', op: '=', value: 'pro' }] },
        catalog,
        null,
      ),
    ).toMatch(/'pro'.* AND local_date\(ts\) >= DATE '2024-01-05' AND local_date\(ts\) <= DATE '2024-01-09'$/)
    expect(scopeMark({ from: '2024-01-05' }, catalog, null)).toContain("local_date(ts) >= DATE '2024-01-05'")
    expect(scopeMark({ from: null, to: null, filter: null }, catalog, 'log') ?? 'all').toMatch(/^all$|DATE/)
    expect(() => scopeMark({}, catalog, 'none')).toThrow(LatheError)
  })
})

describe('what can be compared with', () => {
  const segments = [
    { name: 'payers', about: '', rule: { did: 'pay' } },
    { name: 'free', about: '', rule: { did: 'open' } },
    { name: 'broken', about: '', rule: null },
  ] as never
  const data = { minDate: '2023-12-01', maxDate: '2024-01-31' }
  const items = (state: object, from: string | null, to: string | null = null) =>
    comparisonItems(
      { from: null, to: null, segment: null, compare: null, ...state } as never,
      { from, to },
      data,
      segments,
    )
  const lacks = (state: object, from: string | null, to: string | null = null) =>
    items(state, from, to).map((item) => `${item.value}: ${item.lacks ?? ''}`)

  it('is always listed, with the reason where it cannot be chosen', () => {
    expect(lacks({}, null)).toEqual([
      'previous-period: choose a start date first',
      'previous-week: choose a start date first',
      'previous-month: choose a start date first',
      'previous-year: choose a start date first',
      'everyone-else: choose a segment first',
      'segment:payers: ',
      'segment:free: ',
      'segment:broken: cannot be read',
    ])
    // January's previous period and month are December; a year earlier nothing was logged.
    expect(lacks({ segment: 'payers' }, '2024-01-01')).toEqual([
      'previous-period: ',
      'previous-week: ',
      'previous-month: ',
      'previous-year: data start on 2023-12-01',
      'everyone-else: ',
      'segment:payers: the segment you are looking at',
      'segment:free: ',
      'segment:broken: cannot be read',
    ])
    // Eight days before 1 December there is nothing; the first day of the data itself counts.
    expect(lacks({}, '2023-12-01', '2023-12-07')[0]).toBe('previous-period: data start on 2023-12-01')
    expect(lacks({}, '2023-12-02', '2023-12-02')[0]).toBe('previous-period: ')
  })

  it('shows what is in force though its segment is gone', () => {
    expect(items({ compare: 'segment:gone' }, null).at(-1)).toEqual({
      value: 'segment:gone',
      label: 'gone',
      note: 'deleted',
    })
    expect(items({ segment: 'payers' }, null)[4]).toMatchObject({ label: 'Everyone else', note: 'not in payers' })
  })
})

describe('tabs in a row', () => {
  it('are all there where they fit, else the first ones and the chosen one', () => {
    const widths = [100, 80, 60, 40]
    expect(fitTabs(widths, 0, 280, 70)).toEqual([0, 1, 2, 3])
    expect(fitTabs(widths, 0, 279, 70)).toEqual([0, 1])
    expect(fitTabs(widths, 3, 279, 70)).toEqual([0, 3])
    expect(fitTabs(widths, 3, 290 - 20, 50)).toEqual([0, 1, 3])
    expect(fitTabs(widths, 1, 10, 70)).toEqual([1])
    expect(fitTabs([], -1, 10, 70)).toEqual([])
  })
})

describe('rows by date', () => {
  it('are bars for every day, with gaps as 0', () => {
    const chart = rowsByDateChart(
      arrayTable({ date: ['date', ['2024-03-01', null, '2024-02-28']], rows: ['integer', [5, 9, 1000n]] }),
      'log',
    )
    expect(chart).toMatchObject({
      kind: 'bar',
      title: 'Rows of log by day',
      summary: '1,005 rows on 2 of 3 days from 2024-02-28 to 2024-03-01.',
      x: { type: 'date' },
    })
    expect(chart.series).toEqual([
      {
        name: 'Rows',
        points: [
          { x: '2024-02-28', y: 1000 },
          { x: '2024-02-29', y: 0 },
          { x: '2024-03-01', y: 5 },
        ],
      },
    ])
    const none = rowsByDateChart(arrayTable({ date: ['date', [null]], rows: ['integer', [3]] }), 'log')
    expect([none.summary, none.series[0]!.points]).toEqual(['No row has a time.', []])
  })
})

describe('some columns of a table', () => {
  const table = arrayTable({ key: ['integer', [7, 8]], a: ['string', ['x', 'y']], b: ['double', [0.5, null]] })
  it('are a table in their order', () => {
    const picked = pickColumns(table, [2, 0])
    expect([
      picked.columns.map((column) => column.name),
      picked.rowCount,
      picked.rows(),
      picked.row(1),
      picked.column('key'),
      picked.value(0, 'b'),
      picked.value(1, 1),
    ]).toEqual([
      ['b', 'key'],
      2,
      [
        { b: 0.5, key: 7 },
        { b: null, key: 8 },
      ],
      { b: null, key: 8 },
      [7, 8],
      0.5,
      8,
    ])
    for (const column of ['a', 'none', 2, -1]) expect(() => picked.value(0, column)).toThrow(RangeError)
  })
})

describe('roles and quantities in words', () => {
  it('say how sure a role is', () => {
    expect([1, 0.9, 0.89, 0.65, 0.64, 0].map(confidenceText)).toEqual([
      'sure',
      'sure',
      'likely',
      'likely',
      'a guess',
      'a guess',
    ])
    for (const role of ROLES) expect(ROLE_TEXT[role].title).not.toBe('')
  })

  it('change their unit where the next one begins', () => {
    expect([999, 1000, 99_949, 99_950, 999_949, 999_950, 1e12, 5e15].map(bytesText)).toEqual([
      '999 bytes',
      '1 kB',
      '99.9 kB',
      '100 kB',
      '1,000 kB',
      '1 MB',
      '1 TB',
      '5,000 TB',
    ])
    expect(
      [999.4, 1000, 59_949, 59_950, 60_000, 61_000, 3_599_499, 3_599_500, 3_660_000, 7_200_000].map(durationText),
    ).toEqual(['999 ms', '1 s', '59.9 s', '1 min', '1 min', '1 min 1 s', '59 min 59 s', '1 h', '1 h 1 min', '2 h'])
    const now = Date.UTC(2024, 5, 15, 12)
    expect(
      [0.4, 0.6, 59, 60, 89, 1439, 1440, 2160, 30 * 1440, 31 * 1440].map((minutes) =>
        agoText(now - minutes * 60_000, now),
      ),
    ).toEqual([
      'just now',
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      '1 hour ago',
      '24 hours ago',
      'yesterday',
      '2 days ago',
      '30 days ago',
      'on 2024-05-15',
    ])
  })

  it('name keys as the platform does', () => {
    expect([
      shortcutKeys('Mod+Shift+F', false),
      shortcutKeys('Mod+Shift+F', true),
      shortcutKeys('Escape', false),
      shortcutKeys('Alt+Enter', true),
    ]).toEqual([['Ctrl', 'Shift', 'F'], ['⌘', '⇧', 'F'], ['Esc'], ['⌥', '↵']])
  })

  it('name zones with their offset on the day', () => {
    const items = timezoneItems(new Date('2024-07-01T00:00:00Z'))
    expect(items[0]).toEqual({ value: 'UTC', label: 'UTC' })
    expect(items.filter((item) => item.value === 'UTC')).toHaveLength(1)
    expect(items.find((item) => item.value === 'Europe/Berlin')).toEqual({
      value: 'Europe/Berlin',
      label: 'Europe/Berlin',
      note: 'UTC+02:00',
    })
    expect(timezoneItems(new Date('2024-01-01T00:00:00Z')).find((item) => item.value === 'Europe/Berlin')?.note).toBe(
      'UTC+01:00',
    )
  })
})

describe('what a panel remembers', () => {
  const panel: FamilyPanel = {
    name: 'p',
    title: '',
    icon: 'grid',
    about: '',
    group: '',
    tabs: [],
    sample: '',
    shared: ['steps'],
  }

  it('is shared by its analyses where they take the same', () => {
    const state = withValues(INITIAL_STATE, panel, 'a', { steps: ['x'], from: '2024-01-01', own: 1 })
    expect(state.values).toEqual({ '*': { steps: ['x'], from: '2024-01-01' }, a: { own: 1 } })
    expect([valuesOf(state, 'a'), valuesOf(state, 'b')]).toEqual([
      { steps: ['x'], from: '2024-01-01', own: 1 },
      { steps: ['x'], from: '2024-01-01' },
    ])
    expect(withValues(INITIAL_STATE, { ...panel, sameParameters: true }, 'a', { own: 1 }).values).toEqual({
      '*': { own: 1 },
      a: {},
    })
    expect(withValues(state, panel, 'b', { other: 2 }).values).toEqual({ '*': {}, a: { own: 1 }, b: { other: 2 } })
  })

  it('is taken only where it is as agreed', () => {
    expect([
      isPanelState(INITIAL_STATE),
      isPanelState({ ...INITIAL_STATE, analysis: 'a', source: 'log', values: { a: {} }, view: 'table' }),
    ]).toEqual([true, true])
    for (const wrong of [
      null,
      [],
      'x',
      {},
      { analysis: 5 },
      { view: 'other' },
      { source: 1 },
      { values: [] },
      { values: { a: 1 } },
      { analysis: undefined },
    ])
      expect(
        isPanelState(
          wrong === null || Array.isArray(wrong) || typeof wrong === 'string' || Object.keys(wrong).length === 0
            ? wrong
            : { ...INITIAL_STATE, ...wrong },
        ),
      ).toBe(false)
  })
})

describe('cells', () => {
  it('are shown by what they are', () => {
    expect(
      (['integer', 'double', 'decimal', 'date', 'timestamp', 'boolean', 'string', 'json', 'list'] as const).map(
        formatOfType,
      ),
    ).toEqual(['integer', 'decimal', 'decimal', 'date', 'datetime', 'boolean', 'text', 'text', 'text'])
    expect(
      (
        ['text', 'boolean', 'date', 'datetime', 'integer', 'decimal', 'percent', 'seconds', 'money', 'ratio'] as const
      ).map(isNumeric),
    ).toEqual([false, false, false, false, true, true, true, true, true, true])
    expect([
      formatCell(true, 'boolean'),
      formatCell(false, 'boolean'),
      formatCell('x', 'integer'),
      formatCell(5n, 'text'),
      formatCell(12_345n, 'integer'),
      formatCell(0, 'datetime'),
      formatCell(5, 'date'),
      formatCell(5, 'boolean'),
    ]).toEqual(['yes', 'no', 'x', '5', '12,345', '1970-01-01 00:00:00', '5', '5'])
    expect([
      formatCell(1.5, 'integer'),
      formatCell(12.345, 'money'),
      formatCell(90, 'seconds'),
      formatCell(0.05, 'decimal'),
      formatCell(0.1, 'decimal'),
      formatCell(-0.05, 'decimal'),
      formatCell(0, 'decimal'),
      formatCell(NaN, 'integer'),
      formatCell(Infinity, 'decimal'),
    ]).toEqual(['1.5', '12.35', '1 min 30 s', '0.05', '0.1', '−0.05', '0', 'NaN', 'Infinity'])
    expect([formatTimestamp(1_500_000), formatTimestamp(1_000_001), formatTimestamp(1e30)]).toEqual([
      '1970-01-01 00:00:01.500',
      '1970-01-01 00:00:01.000001',
      '1e+30',
    ])
  })

  it('are sorted one by one', () => {
    const table = arrayTable({ x: ['double', [2, 1, null, 2, 3]] })
    expect([
      [...sortRows(table, { column: 0, descending: false })],
      [...sortRows(table, { column: 0, descending: true })],
      [...sortRows(table, null)],
    ]).toEqual([
      [1, 0, 3, 4, 2],
      [4, 0, 3, 1, 2],
      [0, 1, 2, 3, 4],
    ])
  })

  it('are chosen by every key', () => {
    const from = { anchor: { row: 5, column: 1 }, focus: { row: 5, column: 1 } }
    const go = (key: string, mod = false, shift = false) =>
      moveSelection(from, { key, mod, shift }, { rows: 10, columns: 3 }, 2)?.focus
    expect(
      ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'PageUp', 'PageDown', 'Home', 'End'].map((key) => go(key)),
    ).toEqual([
      { row: 4, column: 1 },
      { row: 6, column: 1 },
      { row: 5, column: 0 },
      { row: 5, column: 2 },
      { row: 3, column: 1 },
      { row: 7, column: 1 },
      { row: 5, column: 0 },
      { row: 5, column: 2 },
    ])
    expect(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'].map((key) => go(key, true))).toEqual([
      { row: 0, column: 1 },
      { row: 9, column: 1 },
      { row: 5, column: 0 },
      { row: 5, column: 2 },
      { row: 0, column: 0 },
      { row: 9, column: 2 },
    ])
    expect([
      go('a'),
      go('A', true),
      go(' '),
      go(' ', false, true),
      moveSelection(from, { key: 'ArrowDown', mod: false, shift: false }, { rows: 0, columns: 0 }, 2)?.focus,
    ]).toEqual([undefined, { row: 9, column: 2 }, undefined, { row: 5, column: 2 }, { row: 0, column: 1 }])
    const bounds = { top: 1, bottom: 2, left: 1, right: 2 }
    expect(
      [
        [1, 1],
        [2, 2],
        [0, 1],
        [3, 1],
        [1, 0],
        [1, 3],
      ]
        .map(([row, column]) => isInside(bounds, row!, column!))
        .concat(isInside(null, 1, 1)),
    ).toEqual([true, true, false, false, false, false, false])
  })
})

describe('the date of a mark', () => {
  const line = (type: 'date' | 'number', points?: LineChart['series']): LineChart => ({
    kind: 'line',
    title: '',
    summary: '',
    x: { label: '', type },
    y: { label: '', format: 'integer' },
    series: points ?? [
      {
        name: 'a',
        points: [
          { x: '2024-01-01', y: 1 },
          { x: '2024-01-03', y: 1 },
        ],
      },
      { name: 'b', points: [{ x: '2024-01-02', y: 1 }] },
    ],
  })
  const bar: BarChart = { ...line('date'), kind: 'bar', layout: 'grouped', direction: 'vertical' }
  it('is its own, or the last of the chart', () => {
    const own = (spec: ChartSpec) =>
      renderChart(spec, { width: 400, height: 200, theme: 'light' }).data.map((datum) => datum.date)
    expect([own(line('date')), own(bar)]).toEqual([
      ['2024-01-01', '2024-01-03', '2024-01-02'],
      ['2024-01-01', '2024-01-03', '2024-01-02'],
    ])
    expect(own(line('number', [{ name: 'a', points: [{ x: 1, y: 1 }] }]))).toEqual([undefined])
    const none: ChartSpec = { kind: 'funnel', title: '', summary: '', steps: [] }
    expect([line('date'), bar, line('number'), line('date', []), none].map(lastDateOf)).toEqual([
      '2024-01-03',
      '2024-01-03',
      null,
      null,
      null,
    ])
  })
})

describe("a user's days", () => {
  it('are pages of about 500 events, whole days each', () => {
    const days = [
      ['2024-01-01', 300],
      ['2024-01-02', 200],
      ['2024-01-03', 1],
      ['2024-01-04', 900],
      ['2024-01-06', 5],
    ].map(([date, events]) => ({ date: String(date), events: Number(events) }))
    const pages = pagesOf(days)
    expect(pages).toEqual([
      { from: '2024-01-01', to: '2024-01-02', events: 500, before: 0 },
      { from: '2024-01-03', to: '2024-01-03', events: 1, before: 500 },
      { from: '2024-01-04', to: '2024-01-04', events: 900, before: 501 },
      { from: '2024-01-06', to: '2024-01-06', events: 5, before: 1401 },
    ])
    expect(
      ['2023-12-31', '2024-01-02', '2024-01-03', '2024-01-05', '2024-02-01'].map((date) => pageOfDate(pages, date)),
    ).toEqual([0, 0, 1, 2, 3])
    expect(pageOfDate([], '2024-01-01')).toBe(0)
    expect(filledDays(days, 3)).toEqual([
      { date: '2024-01-04', events: 900 },
      { date: '2024-01-05', events: 0 },
      { date: '2024-01-06', events: 5 },
    ])
    expect(filledDays(days, 99)).toHaveLength(6)
    expect(filledDays([], 3)).toEqual([])
    expect(
      readPersonDays(arrayTable({ date: ['date', ['2024-01-01', '2024-01-03']], events: ['integer', [3, 5]] })),
    ).toEqual([
      { date: '2024-01-01', events: 3 },
      { date: '2024-01-03', events: 5 },
    ])
  })
})

describe('SQL in the editor', () => {
  it('is marked at the word that failed', () => {
    expect([
      wordAt('ab cd', 3),
      wordAt('ab cd', 0),
      wordAt('ab  ', 3),
      wordAt('a (b', 2),
      wordAt('   ', 1),
      wordAt('a$1 b', -5),
    ]).toEqual([
      { from: 3, to: 5 },
      { from: 0, to: 2 },
      { from: 0, to: 2 },
      { from: 2, to: 3 },
      null,
      { from: 0, to: 3 },
    ])
    expect([placeOf('a\nbc', 0), placeOf('a\nbc', 3), placeOf('a', 1)]).toEqual([
      { line: 1, column: 1 },
      { line: 2, column: 2 },
      { line: 1, column: 2 },
    ])
  })

  it('begins with a question that the workspace can answer, and knows its names', () => {
    const plain = {
      ...catalog.tables[0]!,
      name: 'My things',
      kind: 'table' as const,
      columns: ['a', '_file', 'B c'].map((name) => ({ name, type: 'string' as const, source: name })),
    }
    expect(starterSql({ ...catalog, tables: [plain] })).toBe('SELECT a, "B c"\nFROM "My things"\nLIMIT 100')
    expect(starterSql({ ...catalog, tables: [{ ...plain, columns: [] }] })).toBe(
      'SELECT *\nFROM "My things"\nLIMIT 100',
    )
    expect(starterSql({ ...catalog, tables: [plain, ...catalog.tables] })).toBe(
      `SELECT event, count(*) AS events, count(DISTINCT user_key) AS users
FROM log
GROUP BY event
ORDER BY events DESC`,
    )
    expect(starterSql({ ...catalog, tables: [] })).toBe('')
    expect(sqlTables({ ...catalog, tables: [plain] }).map(({ name }) => name)).toEqual(['My things'])
    const tables = sqlTables(catalog)
    expect(tables[0]).toMatchObject({ name: 'log', about: '1,000 rows' })
    expect(tables[0]?.columns).toContainEqual({ name: 'plan', type: 'string', about: '' })
    expect(tables.slice(1).map(({ name, columns }) => [name, columns.map((column) => column.name).join(' ')])).toEqual([
      ['log_user_days', 'user_key date events'],
      ['log_sessions', 'user_key start_ts end_ts events'],
      ['users', 'user_key user_id first_seen last_seen is_test'],
      ['all_events', catalog.tables[0]!.columns.map((column) => column.name).join(' ')],
    ])
  })
})

const one = arrayTable({ rows: ['integer', [1234]] })

/** A workbench that answers when the test says so. */
function slowContext() {
  const runs: {
    plan: QueryPlan
    options: { limit?: number; signal: AbortSignal; onProgress?: (progress: never) => void }
    resolve: (answer: unknown) => void
    reject: (error: unknown) => void
  }[] = []
  const context = fakeContext(
    (plan, options) =>
      new Promise((resolve, reject) => {
        runs.push({ plan, options, resolve: resolve as never, reject })
        options.signal.addEventListener('abort', () => {
          reject(new DOMException('x', 'AbortError'))
        })
      }),
  )
  return { context, runs }
}
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 8; turn++) await Promise.resolve()
  await nextTick()
}

describe("a plan of a panel's own", () => {
  it('runs when it changes, tells of its progress, and leaves with its panel', async () => {
    vi.useFakeTimers()
    const { context, runs } = slowContext()
    const plan = shallowRef<QueryPlan | null>({ sql: 'a' })
    const scope = effectScope()
    const run = scope.run(() => usePlanRun(context, 'Counting', () => plan.value, 5))!
    expect([run.running.value, runs[0]!.options.limit]).toEqual([true, 5])
    runs[0]!.options.onProgress!({ stage: 'loading', loaded: 1, total: 4 } as never)
    expect(run.fraction.value).toBe(0.25)
    runs[0]!.options.onProgress!({ stage: 'running', loaded: 4, total: 4 } as never)
    expect(run.fraction.value).toBeNull()
    vi.advanceTimersByTime(399)
    expect(run.slow.value).toBe(false)
    vi.advanceTimersByTime(1)
    expect(run.slow.value).toBe(true)
    runs[0]!.resolve(answerOf(one, plan.value!))
    await settle()
    expect([run.running.value, run.answer.value?.sql, run.failure.value, context.log]).toEqual([
      false,
      'a',
      null,
      ['done Counting: '],
    ])
    plan.value = { sql: 'a' }
    await settle()
    expect(runs).toHaveLength(1)
    plan.value = { sql: 'b' }
    await settle()
    expect([run.answer.value, run.running.value]).toEqual([null, true])
    runs[1]!.reject(new Error('it broke'))
    await settle()
    expect([run.running.value, run.failure.value, context.log.at(-1)]).toEqual([
      false,
      'it broke',
      'failed: Counting failed',
    ])
    run.rerun()
    run.cancel()
    await settle()
    expect([run.running.value, context.log.at(-1)]).toEqual([false, 'stopped Counting'])
    plan.value = null
    await settle()
    expect([run.failure.value, runs.length]).toEqual([null, 3])
    run.rerun()
    expect(runs).toHaveLength(3)
    plan.value = { sql: 'c' }
    await settle()
    scope.stop()
    expect(runs[3]!.options.signal.aborted).toBe(true)
    vi.useRealTimers()
  })

  it('keeps the answer of before where it is told to, until there is another', async () => {
    const { context, runs } = slowContext()
    const plan = shallowRef<QueryPlan | null>({ sql: 'a' })
    const run = effectScope().run(() => usePlanRun(context, 'Users', () => plan.value, 5, true))!
    runs[0]!.resolve(answerOf(one, { sql: 'a' }))
    await settle()
    plan.value = { sql: 'b' }
    await settle()
    expect(run.answer.value?.sql).toBe('a')
    plan.value = null
    await settle()
    expect(run.answer.value).toBeNull()
  })
})

describe('figures above a chart', () => {
  const analysis = {
    title: 'Steps',
    kpis: (_table: unknown, _values: unknown, more: unknown) => [
      { label: 'n', value: more === null ? null : 1, format: 'integer' },
    ],
  } as unknown as Analysis
  const answer = (kpiPlan: QueryPlan | null, table = one): AnalysisAnswer => ({
    run: answerOf(table, { sql: 'a' }),
    plan: { sql: 'a' },
    values: {},
    source: null,
    kpiPlan,
  })

  it('come with the answer, and with their own query when it is done; once for each answer', async () => {
    const { context, runs } = slowContext()
    const first = answer({ sql: 'more' })
    const current = shallowRef<AnalysisAnswer | null>(first)
    const { kpis, runOf } = effectScope().run(() => useKpis(analysis, () => current.value, context))!
    expect([kpis.value.map((kpi) => kpi.value), runs[0]!.plan]).toEqual([[null], { sql: 'more' }])
    runs[0]!.resolve(answerOf(one, { sql: 'more' }))
    await settle()
    expect(kpis.value.map((kpi) => kpi.value)).toEqual([1])
    // What explains the figure is the query that it came from.
    expect(runOf(kpis.value[0]!)?.sql).toBe('more')
    current.value = answer(null)
    await settle()
    expect([kpis.value.map((kpi) => kpi.value), runs.length]).toEqual([[null], 1])
    current.value = first
    await settle()
    expect([kpis.value.map((kpi) => kpi.value), runs.length]).toEqual([[1], 1])
    current.value = answer({ sql: 'none' }, arrayTable({ rows: ['integer', []] }))
    await settle()
    expect(runs).toHaveLength(1)
    current.value = null
    await settle()
    expect(kpis.value).toEqual([])
  })

  it('stay empty where their query fails, and say so', async () => {
    const { context, runs } = slowContext()
    const current = shallowRef<AnalysisAnswer | null>(answer({ sql: 'more' }))
    const { kpis } = effectScope().run(() => useKpis(analysis, () => current.value, context))!
    runs[0]!.reject(new Error('no'))
    await settle()
    expect([kpis.value.map((kpi) => kpi.value), context.log]).toEqual([
      [null],
      ['failed: Steps: some figures above the chart could not be computed'],
    ])
    current.value = answer({ sql: 'other' })
    await settle()
    current.value = null
    await settle()
    expect(context.log).toHaveLength(1)
  })
})
