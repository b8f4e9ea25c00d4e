import type { ChartSpec } from '../../src-renderer/chart/spec'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ResultColumn } from '../../src-renderer/query/contract/result'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import type { ResultTable } from '../../src-renderer/query/contract/result'

/**
 * WITH queries up to `placed` (user_key, bucket BIGINT, amount), a row for each conversion that counts; and the column's
 * name in the result.
 */
export interface Distribution {
  readonly ctes: readonly Cte[]
  /** With `sequence` where a kernel answers. */
  readonly plan: Omit<QueryPlan, 'sql'>
  readonly column: string
}

/** The columns after the bucket's own. */
export const DISTRIBUTION_COLUMNS: readonly ResultColumn[] = [
  { name: 'conversions', about: 'conversions', format: 'integer' },
  { name: 'value', about: 'their value, in the unit of the value column', format: 'money' },
  { name: 'pct', about: 'share of all conversions listed, %', format: 'percent' },
  { name: 'cumulative_pct', about: 'share of this row and those before it, %', format: 'percent' },
]

/** SQL for conversions by bucket, every bucket from the first with conversions to the last. */
export function distributionPlan({ ctes, plan, column }: Distribution): QueryPlan {
  return {
    ...plan,
    sql: statement(
      [
        ...ctes,
        {
          name: 'counts',
          about: `Conversions of each ${column}, and their value`,
          sql: `SELECT bucket, count(*) AS conversions, sum(amount) AS amount
FROM placed
GROUP BY bucket`,
        },
        {
          name: 'buckets',
          about: `Each ${column} from the least to the greatest, so that those without conversions have a row`,
          sql: `SELECT unnest(range((SELECT min(bucket) FROM counts), (SELECT max(bucket) FROM counts) + 1)) AS bucket`,
        },
        {
          name: 'filled',
          about: 'Conversions and value of each of these; 0 where there are none',
          sql: `SELECT
  buckets.bucket,
  coalesce(conversions, 0) AS conversions,
  coalesce(amount, 0) AS amount
FROM buckets
LEFT JOIN counts ON buckets.bucket = counts.bucket`,
        },
      ],
      `SELECT
  bucket::BIGINT AS ${column},
  conversions::BIGINT AS conversions,
  amount::DOUBLE AS "value",
  100 * conversions / sum(conversions) OVER () AS pct,
  100 * sum(conversions) OVER (ORDER BY bucket) / sum(conversions) OVER () AS cumulative_pct
FROM filled
ORDER BY bucket`,
    ),
  }
}

/** The users with conversions in a bucket, and how many of them. */
export function distributionDrill(
  { ctes, plan, column }: Distribution,
  figure: Figure,
  title: (bucket: number) => string,
): Drill | null {
  const bucket = figure.row[column]
  if (typeof bucket !== 'number' || !['conversions', 'value', 'pct'].includes(figure.column)) return null
  return {
    title: title(bucket),
    kind: 'users',
    plan: {
      ...plan,
      sql: statement(
        ctes,
        `SELECT user_key, count(*)::BIGINT AS conversions, sum(amount)::DOUBLE AS "value"
FROM placed
WHERE bucket = ${bucket}
GROUP BY user_key
ORDER BY conversions DESC, user_key`,
      ),
    },
  }
}

/** Bars of conversions by bucket. `half` says in words at which bucket half of the conversions are reached. */
export function distributionCharts(
  result: ResultTable,
  column: string,
  title: string,
  label: string,
  half: (bucket: number) => string,
): readonly ChartSpec[] {
  const rows = result.rows()
  const middle = rows.find((row) => Number(row['cumulative_pct']) >= 50)
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title,
      summary:
        middle === undefined ? 'No conversion has a touch before it in these dates.' : half(Number(middle[column])),
      x: { label, type: 'number' },
      y: { label: 'Conversions', format: 'integer' },
      series: [
        {
          name: 'Conversions',
          points: rows.map((row, index) => ({
            x: Number(row[column]),
            y: Number(row['conversions']),
            figure: { row: index, column: 'conversions' },
          })),
        },
      ],
    },
  ]
}

/** A distribution of an analysis, from its checked parameters. */
export type ReadDistribution = (values: ParameterValues, catalog: Catalog, source: string | null) => Distribution
