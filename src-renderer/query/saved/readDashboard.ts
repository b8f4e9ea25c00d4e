import * as v from 'valibot'
import { refuseValue } from '../../model/jsonPlaces'
import { readMeasure, type Measure } from '../../model/measure'
import { readJsonAs } from '../../model/readJsonAs'
import {
  BUCKETS,
  GRID_COLUMNS,
  MOST_ROWS,
  type Dashboard,
  type NumberSource,
  type Tile,
  type TileView,
} from '../contract/dashboard'
import { name, nothing, scopeSchema, viewSchema, words } from './viewSchema'

const whole = (from: number, to: number) =>
  nothing(
    v.pipe(
      v.number(),
      v.integer('must be a whole number'),
      v.minValue(from, `must be from ${from} to ${to}`),
      v.maxValue(to, `must be from ${from} to ${to}`),
    ),
  )
const place = { x: whole(0, GRID_COLUMNS - 1), y: whole(0, 10_000), w: whole(1, GRID_COLUMNS), h: whole(1, MOST_ROWS) }
/** So that what is wrong within a view that is written out is said with its own line. */
const view = v.lazy((input): v.GenericSchema<unknown, TileView> => (typeof input === 'string' ? name : viewSchema))
const limits = v.pipe(
  v.strictObject({ low: nothing(v.number()), high: nothing(v.number()) }),
  v.check(({ low, high }) => low !== null || high !== null, 'must say "low", "high" or both'),
  v.check(({ low, high }) => low === null || high === null || low < high, 'must have a low below its high'),
)
const row = v.union(
  [v.picklist(['first', 'last']), v.pipe(v.number(), v.integer(), v.minValue(1))],
  'must be "first", "last" or the number of a row from 1',
)

const viewTile = v.strictObject({ kind: v.literal('view'), title: words, view, ...place })
const textTile = v.strictObject({
  kind: v.literal('text'),
  text: v.pipe(
    v.union([v.string(), v.array(v.string())], 'must be a text, or a list of its lines'),
    v.transform((text) => (typeof text === 'string' ? text : text.join('\n'))),
  ),
  ...place,
})
const numberTile = v.pipe(
  v.strictObject({
    kind: v.literal('number'),
    title: words,
    measure: nothing(v.union([name, v.record(v.string(), v.unknown())], "must be a measure's name, or a measure")),
    by: nothing(v.picklist(BUCKETS)),
    scope: scopeSchema,
    table: nothing(name),
    view: v.optional(view),
    column: nothing(name),
    row: nothing(row),
    good: nothing(v.picklist(['up', 'down'])),
    target: nothing(v.number()),
    limits: nothing(limits),
    ...place,
  }),
  v.check(
    (tile) => (tile.measure === null) !== (tile.view === undefined),
    'must say a "measure", or a "view" and a "column" of its rows',
  ),
  v.check(
    (tile) => tile.view === undefined || tile.column !== null,
    'must say which "column" of the view the number is in',
  ),
  v.check(
    (tile) => tile.view === undefined || (tile.by === null && tile.table === null),
    'says "by" and "table" of a measure alone; a view has its own',
  ),
  v.check(
    (tile) => tile.measure === null || (tile.column === null && tile.row === null),
    'says "column" and "row" of a view alone; a measure has its own',
  ),
)

const PLACE_KEYS = ['x', 'y', 'w', 'h'] as const
type Placed = Readonly<Record<(typeof PLACE_KEYS)[number], number | null>>

function placeOf({ x, y, w, h }: Placed): Placed {
  return { x, y, w, h }
}

function sourceOf(tile: v.InferOutput<typeof numberTile>): NumberSource {
  if (tile.view !== undefined) return { view: tile.view, column: tile.column ?? '', row: tile.row ?? 'last' }
  return { measure: tile.measure as string | Measure, by: tile.by ?? 'day', scope: tile.scope, table: tile.table }
}

const tile = v.pipe(
  v.variant('kind', [viewTile, numberTile, textTile], 'must have a "kind": "view", "number" or "text"'),
  v.transform((one): Tile => {
    if (one.kind === 'view') return { kind: 'view', title: one.title, view: one.view, place: placeOf(one) }
    if (one.kind === 'text') return { kind: 'text', text: one.text, place: placeOf(one) }
    const { title, good, target, limits: between } = one
    return { kind: 'number', title, of: sourceOf(one), good, target, limits: between, place: placeOf(one) }
  }),
)
const DASHBOARD = v.strictObject({
  title: name,
  about: words,
  scope: scopeSchema,
  tiles: v.optional(v.pipe(v.array(tile), v.maxLength(100, 'must be a hundred at most')), []),
})

/**
 * Reads a dashboard, `file` being what it is called in sentences. Whether what its tiles name is there is not asked
 * here: each tile says that by itself. Throws `bad-file` with line and column.
 */
export function readDashboard(text: string, file: string): Dashboard {
  const { value, json } = readJsonAs(DASHBOARD, text, file, 'A dashboard is an object, like {"title":"…","tiles":[…]}.')
  const tiles = value.tiles.map((one, index): Tile => {
    if (one.kind !== 'number' || !('measure' in one.of) || typeof one.of.measure === 'string') return one
    const measure = readMeasure(one.of.measure, (says) =>
      refuseValue(json, file, ['tiles', index, 'measure'], `is no measure: ${says}.`),
    )
    return { ...one, of: { ...one.of, measure } }
  })
  return { ...value, tiles }
}
