import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec, ValueFormat } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, IN_DATES, isSql } from '../behind'
import { countText, numberOf, percentText } from '../chartValues'
import type { FoundTables } from '../deliveryTables'
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
      `Table "${found.delivery.table.name}" has no column ${name}, and there is no table "orders" that says which restaurant an order came from; import one of the two.`,
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

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = result.rows()
  const shown = rows.slice(0, MOST_BARS)
  const bars = (
    title: string,
    summary: string,
    label: string,
    format: ValueFormat,
    measures: readonly (readonly [string, string])[],
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
      points: shown.map((row, index) => ({
        x: String(row['restaurant_name'] ?? row['restaurant_id']),
        y: numberOf(row[column]),
        figure: { row: index, column },
      })),
    })),
  })
  const among =
    rows.length > shown.length
      ? `The ${MOST_BARS} of ${countText(rows.length, 'restaurant', 'restaurants')} with the most fast pickups.`
      : `${countText(rows.length, 'restaurant', 'restaurants')} with enough orders.`
  const known = rows.filter((row) => numberOf(row['batched_fast_pickup_pct']) !== null)
  const [best, worst] = [known[0], known.at(-1)]
  const fast =
    best === undefined || worst === undefined || best === worst
      ? among
      : `${String(best['restaurant_name'] ?? best['restaurant_id'])} hands batches over fastest (${percentText(numberOf(best['batched_fast_pickup_pct'])!)} of pickups are fast), ${String(worst['restaurant_name'] ?? worst['restaurant_id'])} slowest (${percentText(numberOf(worst['batched_fast_pickup_pct'])!)}).`
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
  const own = `${isSql('o.restaurant_key', row['restaurant_id'])} AND ${IN_DATES}${type === null ? '' : ` AND o.delivery_type = '${type}'`}`
  const once =
    column === 'orders' || column === 'batched_orders'
      ? '\n  QUALIFY row_number() OVER (PARTITION BY coalesce(o.order_key::VARCHAR, o.delivery_key) ORDER BY o.delivery_key) = 1'
      : ''
  return {
    title: `${type === null ? 'Orders' : type === 'batched' ? 'Batched orders' : 'Individual orders'} of ${String(row['restaurant_name'] ?? row['restaurant_id'])}`,
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
      sql: `SELECT count(*) FROM (
  SELECT restaurant_key FROM outcome WHERE restaurant_key IS NOT NULL AND ($from IS NULL OR date >= $from) AND ($to IS NULL OR date <= $to)
  GROUP BY restaurant_key HAVING count(DISTINCT coalesce(order_key::VARCHAR, delivery_key)) < $min_orders)`,
    },
  ]
}

export const batchingRestaurants: Analysis = batchingAnalysis({
  name: 'batching-restaurants',
  sql,
  definition,
  check,
  charts,
  drill,
  leftOut,
  parameters: {
    min_orders: { label: 'Orders at least', min: 1 },
    fast_pickup: { label: 'Fast pickup (minutes)', min: 0 },
  },
  columns: [
    { name: 'restaurant_id', about: 'Restaurant.', format: 'text' },
    { name: 'restaurant_name', about: 'Its name, from the table of restaurants.', format: 'text' },
    {
      name: 'can_handle_batch_pickups',
      about: 'Whether it is said to manage batches, from the table of restaurants.',
      format: 'text',
    },
    { name: 'orders', about: 'Orders that arrived.', format: 'integer' },
    { name: 'batched_orders', about: 'Of those, carried in a batch.', format: 'integer' },
    { name: 'batched_wait_minutes', about: 'Mean minutes that drivers waited for a batched order.', format: 'decimal' },
    {
      name: 'individual_wait_minutes',
      about: 'Mean minutes that drivers waited for an individual order.',
      format: 'decimal',
    },
    { name: 'first_pickup_wait_minutes', about: 'Mean wait at the first pickup of a batch.', format: 'decimal' },
    { name: 'later_pickup_wait_minutes', about: 'Mean wait at later pickups of a batch.', format: 'decimal' },
    {
      name: 'first_pickup_delay_minutes',
      about: 'Mean minutes between estimated and actual first pickup.',
      format: 'decimal',
    },
    {
      name: 'later_pickup_delay_minutes',
      about: 'Mean minutes between estimated and actual later pickup.',
      format: 'decimal',
    },
    { name: 'batched_fast_pickup_pct', about: 'Share of batched pickups that were fast, in %.', format: 'percent' },
    {
      name: 'individual_fast_pickup_pct',
      about: 'Share of individual pickups that were fast, in %.',
      format: 'percent',
    },
  ],
})
