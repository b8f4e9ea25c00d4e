import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { RANGES } from '../../src-renderer/model/dateRanges'
import { isLatheError } from '../../src-renderer/model/error'
import type { Dashboard, NumberTile, Tile, TilePlace } from '../../src-renderer/query/contract/dashboard'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { Scope, View } from '../../src-renderer/query/contract/view'
import { readDashboard } from '../../src-renderer/query/saved/readDashboard'
import { readView } from '../../src-renderer/query/saved/readView'
import { writeDashboard, writeView } from '../../src-renderer/query/saved/writeDashboard'

const FILE = 'dashboards/sales.json'
const OPEN: Scope = {
  dates: null,
  segment: null,
  compare: null,
  timezone: null,
  testUsers: null,
  users: null,
  filter: [],
}
const NOWHERE: TilePlace = { x: null, y: null, w: null, h: null }

function problemOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    if (isLatheError(error, 'bad-file')) return error.message
    throw error
  }
  return 'nothing'
}

describe('a dashboard as people write it', () => {
  it('says what is shown, and leaves the rest to Lathe', () => {
    const text = `{
  // What the week was like.
  "title": "Sales",
  "scope": { "dates": "last-28", "filter": [{ "column": "country", "op": "=", "value": "DE" }] },
  "tiles": [
    { "kind": "number", "measure": "revenue", "by": "week", "w": 3, "h": 4 },
    { "kind": "view", "view": "new-users", "x": 3, "y": 0 },
    { "kind": "view", "title": "Week 1", "view": { "analysis": "retention", "parameters": { "interval": "week" }, "chart": 2 } },
    { "kind": "number", "view": { "query": "orders" }, "column": "n", "row": 1, "good": "down", "limits": { "high": 9 } },
    { "kind": "text", "text": ["# Notes", "by hand"] },
  ],
}`
    expect(readDashboard(text, FILE)).toEqual({
      title: 'Sales',
      about: '',
      scope: { ...OPEN, dates: 'last-28', filter: [{ column: 'country', op: '=', value: 'DE' }] },
      tiles: [
        {
          kind: 'number',
          title: '',
          of: { measure: 'revenue', by: 'week', scope: OPEN, table: null },
          good: null,
          target: null,
          limits: null,
          place: { x: null, y: null, w: 3, h: 4 },
        },
        { kind: 'view', title: '', view: 'new-users', place: { x: 3, y: 0, w: null, h: null } },
        {
          kind: 'view',
          title: 'Week 1',
          view: {
            title: '',
            about: '',
            of: { analysis: 'retention' },
            table: null,
            parameters: { interval: 'week' },
            scope: OPEN,
            show: 'chart',
            chart: 2,
          },
          place: NOWHERE,
        },
        {
          kind: 'number',
          title: '',
          of: { view: readView('{"query":"orders"}', 'x'), column: 'n', row: 1 },
          good: 'down',
          target: null,
          limits: { low: null, high: 9 },
          place: NOWHERE,
        },
        { kind: 'text', text: '# Notes\nby hand', place: NOWHERE },
      ],
    } satisfies Dashboard)
  })

  it.each([
    ['', 'line 1, column 1: the JSON is not well formed (ValueExpected).'],
    ['[]', 'line 1, column 1: A dashboard is an object, like {"title":"…","tiles":[…]}.'],
    ['{"title":"a",\n "tiles":[}', 'line 2, column 11: the JSON is not well formed'],
    ['{\n "tiles": []}', 'is missing: "title" must be said.'],
    ['{"title":"a",\n "tils":[]}', 'line 2, column 9: tils is not known there.'],
    ['{"title":"a",\n "title":"b"}', 'line 2, column 2: “title” stands there twice.'],
    ['{"title":"a","scope":\n{"dates":"last-3"}}', 'line 2, column 10: scope.dates must be one of "all", "last-7"'],
    [
      '{"title":"a","scope":{"dates":\n{"from":"2024-02-30"}}}',
      'line 2, column 9: scope.dates.from must be a date like "2024-01-31".',
    ],
    [
      '{"title":"a","scope":{\n"filter":[{"column":"c","op":"~"}]}}',
      'line 2, column 10: scope.filter holds no conditions: op must be one of =',
    ],
    [
      '{"title":"a","tiles":[\n{"kind":"pie"}]}',
      'line 2, column 9: tiles[0].kind must have a "kind": "view", "number"',
    ],
    [
      '{"title":"a","tiles":[{"kind":"view",\n"view":{"analysis":"funnel","query":"q"}}]}',
      'line 2, column 8: tiles[0].view must name',
    ],
    [
      '{"title":"a","tiles":[{"kind":"view","view":{"analysis":"funnel",\n"chart":0}}]}',
      'line 2, column 9: tiles[0].view.chart must be 1 or more.',
    ],
    [
      '{"title":"a","tiles":[{"kind":"text","text":"",\n"w":13}]}',
      'line 2, column 5: tiles[0].w must be from 1 to 12.',
    ],
    [
      '{"title":"a","tiles":[{"kind":"text","text":"",\n"x":1.5}]}',
      'line 2, column 5: tiles[0].x must be a whole number.',
    ],
    ['{"title":"a","tiles":[\n{"kind":"number"}]}', 'line 2, column 1: tiles[0] must say a "measure", or a "view"'],
    ['{"title":"a","tiles":[\n{"kind":"number","view":"v"}]}', 'line 2, column 1: tiles[0] must say which "column"'],
    [
      '{"title":"a","tiles":[\n{"kind":"number","measure":"m","column":"c"}]}',
      'line 2, column 1: tiles[0] says "column" and "row" of a view alone',
    ],
    [
      '{"title":"a","tiles":[\n{"kind":"number","measure":{"name":"m","measure":"sum"}}]}',
      'line 2, column 28: tiles[0].measure is no measure: measure m is a sum',
    ],
    [
      '{"title":"a","tiles":[{"kind":"number","measure":"m",\n"limits":{"low":2,"high":1}}]}',
      'line 2, column 10: tiles[0].limits must have a low below its high.',
    ],
  ])('is refused with line and column: %s', (text, sentence) => {
    const says = problemOf(() => readDashboard(text, FILE))
    expect(says).toContain(sentence)
    expect(says.startsWith(`${FILE}, line `)).toBe(true)
  })
})

describe('a view as people write it', () => {
  it.each([
    ['"retention"', 'line 1, column 1: A view is an object, like {"analysis":"retention"}.'],
    ['{"analysis":"retention",\n"show":"pie"}', 'line 2, column 8: show '],
    ['{\n"title":"x"}', 'must name an "analysis" or a "query", one of the two.'],
    ['{"query":"q",\n"parameters":[]}', 'line 2, column 14: parameters must be an object, like'],
  ])('is refused with line and column: %s', (text, sentence) => {
    expect(problemOf(() => readView(text, 'views/x.json'))).toContain(sentence)
  })
})

const nullable = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null })
/** What is trimmed when it is read comes back only as it was trimmed. */
const text = fc.string({ maxLength: 12 }).map((one) => one.trim())
const name = text.filter((one) => one !== '')
const place: fc.Arbitrary<TilePlace> = fc.record({
  x: nullable(fc.integer({ min: 0, max: 11 })),
  y: nullable(fc.integer({ min: 0, max: 99 })),
  w: nullable(fc.integer({ min: 1, max: 12 })),
  h: nullable(fc.integer({ min: 1, max: 60 })),
})
const scope: fc.Arbitrary<Scope> = fc.record({
  dates: nullable(
    fc.oneof(
      fc.constantFrom(...RANGES.map((range) => range.name)),
      fc.constantFrom({ from: '2024-01-01', to: null }, { from: null, to: '2024-02-29' }),
    ),
  ),
  segment: nullable(name),
  compare: nullable(name),
  timezone: nullable(name),
  testUsers: nullable(fc.boolean()),
  users: nullable(fc.constantFrom('accounts' as const, 'people' as const)),
  filter: fc.array(fc.record({ column: name, op: fc.constant('=' as const), value: text }), { maxLength: 3 }),
})
const view: fc.Arbitrary<View> = fc.record({
  title: text,
  about: text,
  of: fc.oneof(fc.record({ analysis: name }), fc.record({ query: name })),
  table: nullable(name),
  parameters: fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 4,
    noNullPrototype: true,
  }) as fc.Arbitrary<ParameterValues>,
  scope,
  show: fc.constantFrom('chart' as const, 'table' as const, 'figures' as const),
  chart: fc.integer({ min: 1, max: 5 }),
})
const tileView = fc.oneof(name, view)
const tile: fc.Arbitrary<Tile> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    text: fc.string({ unit: fc.constantFrom('a', '\n', '#', '"') }),
    place,
  }),
  fc.record({ kind: fc.constant('view' as const), title: text, view: tileView, place }),
  fc.record({
    kind: fc.constant('number' as const),
    title: text,
    of: fc.oneof(
      fc.record({
        measure: fc.oneof(name, fc.constant({ name: 'A', event: 'pay', measure: 'sum' as const, column: 'amount' })),
        by: fc.constantFrom('hour' as const, 'day' as const, 'week' as const),
        scope,
        table: nullable(name),
      }),
      fc.record({
        view: tileView,
        column: name,
        row: fc.oneof(fc.constantFrom('first' as const, 'last' as const), fc.integer({ min: 1, max: 9 })),
      }),
    ),
    good: nullable(fc.constantFrom('up' as const, 'down' as const)),
    target: nullable(fc.integer()),
    limits: nullable(fc.constantFrom({ low: 0, high: null }, { low: 1, high: 2 })),
    place,
  }) as fc.Arbitrary<NumberTile>,
)

describe('what Lathe writes', () => {
  it('is read as what it was, and then written as it stands', () => {
    fc.assert(
      fc.property(fc.record({ title: name, about: text, scope, tiles: fc.array(tile, { maxLength: 5 }) }), (board) => {
        const written = writeDashboard(board)
        const read = readDashboard(written, FILE)
        expect(read).toEqual(JSON.parse(JSON.stringify(board)))
        expect(writeDashboard(read)).toBe(written)
      }),
    )
    fc.assert(
      fc.property(view, (one) => {
        expect(readView(writeView(one), 'v')).toEqual(JSON.parse(JSON.stringify(one)))
      }),
    )
  })

  it('changes a line where a tile moves', () => {
    const board = (x: number): Dashboard => ({
      title: 'A',
      about: '',
      scope: OPEN,
      tiles: [
        { kind: 'text', text: 'first', place: { x: 0, y: 0, w: 12, h: 1 } },
        {
          kind: 'view',
          title: 'Users of the app who came back in the week after their first one',
          view: readView('{"analysis":"retention","parameters":{"interval":"week","periods":12}}', 'v'),
          place: { x, y: 1, w: 6, h: 8 },
        },
      ],
    })
    const [before, after] = [board(0), board(6)].map((one) => writeDashboard(one).split('\n'))
    expect(after?.filter((line, index) => line !== before?.[index])).toEqual(['      "x": 6,'])
    expect(before).toContain('    {"kind":"text","x":0,"y":0,"w":12,"h":1,"text":"first"},')
  })
})
