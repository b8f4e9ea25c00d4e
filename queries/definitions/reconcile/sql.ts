import type { CatalogTable } from '../../../src-renderer/query/contract/catalog'
import type { LeftOut } from '../../../src-renderer/query/contract/plan'
import { identifier, literal, tableSql } from '../../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { positionSql } from '../../events/position'
import type { ReconcileQuestion } from './question'

type Side = 'first' | 'second'

/** One row per id of a log: its first row in order of time and place, and how many rows it has. */
function idsOf(side: Side, table: CatalogTable, question: ReconcileQuestion): Cte {
  const { key, shared, lateHours } = question
  const received = question.received[side]
  const late = received === null ? 'NULL' : `coalesce(${identifier(received)} > ts + to_hours(${lateHours}), FALSE)`
  const columns = shared.map((one, at) => `,\n  ${one[side]} AS value_${at + 1}`).join('')
  return {
    name: `${side}_ids`,
    about: `Each id of ${table.name}: its first row, and how many rows have it`,
    sql: `
SELECT
  ${identifier(key)}::VARCHAR AS id,
  local_date(ts) AS date,
  event::VARCHAR AS event,
  ts,
  count(*) OVER (PARTITION BY ${identifier(key)}) AS row_count,
  ${late} AS is_late${columns}
FROM ${tableSql(table.name)}
WHERE ${identifier(key)} IS NOT NULL
QUALIFY row_number() OVER (
  PARTITION BY ${identifier(key)}
  ORDER BY ${positionSql('file')}
) = 1`,
  }
}

/** WITH queries up to `paired`: one row per id of either log. */
export function pairedCtes(question: ReconcileQuestion): readonly Cte[] {
  const { first, second, shared } = question
  const changes = shared.map(
    ({ name }, at) =>
      `    CASE WHEN one.value_${at + 1} IS DISTINCT FROM two.value_${at + 1} THEN ${literal(name)} END`,
  )
  return [
    idsOf('first', first, question),
    idsOf('second', second, question),
    {
      name: 'newest',
      about: 'The newest time of each',
      sql: `
SELECT
  (SELECT max(ts) FROM ${tableSql(first.name)}) AS first_ts,
  (SELECT max(ts) FROM ${tableSql(second.name)}) AS second_ts`,
    },
    {
      name: 'paired',
      about: 'Ids side by side, with the columns in which they differ',
      sql: `
SELECT
  id,
  coalesce(one.date, two.date) AS date,
  coalesce(one.event, two.event) AS event,
  coalesce(one.row_count, 0) AS first_rows,
  coalesce(two.row_count, 0) AS second_rows,
  CASE WHEN one.id IS NOT NULL AND two.id IS NOT NULL THEN concat_ws(
    ', ',
${changes.length === 0 ? '    NULL' : changes.join(',\n')}
  ) END AS differs_in,
  one.is_late AS first_is_late,
  two.is_late AS second_is_late,
  (two.id IS NULL AND one.ts > second_ts) OR (one.id IS NULL AND two.ts > first_ts) AS is_not_reached
FROM first_ids AS one
FULL JOIN second_ids AS two USING (id)
CROSS JOIN newest`,
    },
  ]
}

/** Boolean SQL over `paired`, for what a figure counts. */
export const KINDS = {
  in_both: 'first_rows > 0 AND second_rows > 0',
  changed: "differs_in <> ''",
  only_first: 'second_rows = 0',
  only_second: 'first_rows = 0',
  not_reached: 'is_not_reached',
  late_first: 'first_is_late',
  late_second: 'second_is_late',
} as const

export function reconcileSql(question: ReconcileQuestion): string {
  const { received } = question
  const unknown = [
    ...(received.first === null ? ['late_first'] : []),
    ...(received.second === null ? ['late_second'] : []),
  ]
  const counts = Object.entries(KINDS).map(
    ([name, where]) => `  ${unknown.includes(name) ? 'NULL::BIGINT' : `count(*) FILTER (WHERE ${where})`} AS ${name}`,
  )
  return statement(
    pairedCtes(question),
    `
SELECT
  date,
  coalesce(event, '(none)') AS event,
  sum(first_rows)::BIGINT AS first_rows,
  sum(second_rows)::BIGINT AS second_rows,
${counts.join(',\n')},
  sum(greatest(first_rows - 1, 0))::BIGINT AS again_first,
  sum(greatest(second_rows - 1, 0))::BIGINT AS again_second
FROM paired
GROUP BY ALL
ORDER BY date, event`,
  )
}

/** Rows without an id are paired with nothing. */
export function withoutId({ first, second, key }: ReconcileQuestion): readonly LeftOut[] {
  return [first, second].map(({ name }) => ({
    name: `no-id-${name}`,
    sql: `SELECT count(*) FROM ${tableSql(name)} WHERE ${identifier(key)} IS NULL`,
    one: `1 row of ${name} has no ${key}`,
    many: `{n} rows of ${name} have no ${key}`,
  }))
}
