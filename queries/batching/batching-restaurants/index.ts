import { rowsOf, type NumberColumn } from '../../../src-renderer/query/analysis/resultColumns'
import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec, ValueFormat } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, IN_DATES, isSql } from '../behind'
import { SHARED } from '../batchingPlace'
import { countText, percentText } from '../chartValues'
import type { FoundTables } from '../deliveryTables'
import { COLUMNS, type Row } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

/** Bars beyond these would be too thin to read; the table has all. */
const MOST_BARS = 20

function check(found: FoundTables): void {
  const name = 'restaurant_id'
  if (found.delivery.columns['restaurant_key'] !== null) return
  if (found.order === null) {
    throw new LatheError(
      'not-found',
      `Table "${found.delivery.table.name}" has no column ${name}, and there is no table "orders" ` +
        'that says which restaurant an order came from; import one of the two.',
      { what: 'column', name },
    )
  }
  const missing =
    found.delivery.columns['order_key'] === null
      ? found.delivery.table.name
      : found.order.columns['order_key'] === null || found.order.columns['restaurant_key'] === null
        ? found.order.table.name
        : null
  if (missing !== null)
    throw new LatheError(
      'not-found',
      `Table "${missing}" lacks order_id or ${name}, so that deliveries have no restaurant; import it with both.`,
      { what: 'column', name },
    )
}

const nameOf = (row: Row): string => String(row.restaurant_name ?? row.restaurant_id)
const fastText = (row: Row): string => percentText(row.batched_fast_pickup_pct ?? 0)

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const shown = rows.slice(0, MOST_BARS)
  const bars = (
    title: string,
    summary: string,
    label: string,
    format: ValueFormat,
    measures: readonly (readonly [NumberColumn<typeof COLUMNS>, string])[],
  ): BarChart => ({
    kind: 'bar',
    layout: 'grouped',
    direction: 'horizontal',
    title,
    summary,
    x: { label: 'Restaurant', type: 'category' },
    y: { label, format },
    series: measures.map(([column, name]) => ({
      name,
      points: shown.map((row, index) => ({ x: nameOf(row), y: row[column], figure: { row: index, column } })),
    })),
  })
  const among =
    rows.length > shown.length
      ? `The ${MOST_BARS} of ${countText(rows.length, 'restaurant', 'restaurants')} with the most fast pickups.`
      : `${countText(rows.length, 'restaurant', 'restaurants')} with enough orders.`
  const known = rows.filter((row) => row.batched_fast_pickup_pct !== null)
  const [best, worst] = [known[0], known.at(-1)]
  const fast =
    best === undefined || worst === undefined || best === worst
      ? among
      : `${nameOf(best)} hands batches over fastest (${fastText(best)} of pickups are fast), ` +
        `${nameOf(worst)} slowest (${fastText(worst)}).`
  return [
    bars('Fast pickups', fast, 'Share of pickups', 'percent', [
      ['batched_fast_pickup_pct', 'Batched'],
      ['individual_fast_pickup_pct', 'Individual'],
    ]),
    bars('Wait at the restaurant', among, 'Mean minutes', 'decimal', [
      ['batched_wait_minutes', 'Batched'],
      ['individual_wait_minutes', 'Individual'],
    ]),
    bars('First and later pickups of a batch', among, 'Mean wait in minutes', 'decimal', [
      ['first_pickup_wait_minutes', 'First'],
      ['later_pickup_wait_minutes', 'Later'],
    ]),
  ]
}

/** The restaurant's deliveries that arrived, of one kind or both; one for each order behind a number of orders. */
function drill({ row, column }: Figure): BehindFigure | null {
  if (row['restaurant_id'] === undefined) return null
  const type = /^(batched|first|later)_/.test(column)
    ? 'batched'
    : column.startsWith('individual_')
      ? 'individual'
      : null
  const ofType = type === null ? '' : ` AND outcome.delivery_type = '${type}'`
  const own = `${isSql('outcome.restaurant_key', row['restaurant_id'])} AND ${IN_DATES}${ofType}`
  const what = type === null ? 'Orders' : type === 'batched' ? 'Batched orders' : 'Individual orders'
  const once =
    column === 'orders' || column === 'batched_orders'
      ? `
QUALIFY row_number() OVER (
  PARTITION BY coalesce(outcome.order_key::VARCHAR, outcome.delivery_key)
  ORDER BY outcome.delivery_key
) = 1`
      : ''
  return {
    title: `${what} of ${String(row['restaurant_name'] ?? row['restaurant_id'])}`,
    sql: deliveriesSql(`${own}${once}`),
  }
}

function leftOut(values: ParameterValues): readonly LeftOut[] {
  const least = Number(values['min_orders'])
  return [
    {
      name: 'few-orders',
      one: `1 restaurant with fewer than ${least} orders is left out`,
      many: `{n} restaurants with fewer than ${least} orders are left out`,
      sql: `WITH
  ${SHARED},
  -- Restaurants with too few orders
  small_restaurants AS (
    SELECT restaurant_key
    FROM outcome
    WHERE restaurant_key IS NOT NULL
      AND ${IN_DATES}
    GROUP BY restaurant_key
    HAVING count(DISTINCT coalesce(order_key::VARCHAR, delivery_key)) < $min_orders
  )
SELECT count(*)
FROM small_restaurants`,
    },
  ]
}

export const batchingRestaurants: Analysis = batchingAnalysis({
  name: 'batching-restaurants',
  unit: 'delivery',
  sql,
  about:
    'How long drivers wait at each restaurant for batched and individual orders, ' +
    'and how the first pickup of a batch compares with later ones.',
  definition,
  check,
  charts,
  drill,
  leftOut,
  parameters: {
    min_orders: { label: 'Orders at least', min: 1 },
    fast_pickup: { label: 'Fast pickup (minutes)', min: 0 },
  },
  columns: COLUMNS,
})
