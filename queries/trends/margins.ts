import { formatFixed } from '../../src-renderer/chart/format'
import { elementAt } from '../../src-renderer/base/required'
import type { Formula } from '../../src-renderer/model/formula'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { listSql, type Cte } from '../../src-renderer/query/sql/statement'
import { normalQuantile } from '../../src-renderer/stats/normal'
import { formulaSql } from './figures'
import { filterOf } from './filterOf'
import { degreeOf, derivativeOf, withNames } from './formulaTerms'
import type { Part, TrendQuestion } from './question'

const CONFIDENCE = 0.95

/** What a measure is made of: sums over users, and the formula over them that it is. */
interface Sums {
  readonly columns: readonly (readonly [sql: string, name: string])[]
  readonly formula: Formula
}

const name = (text: string): Formula => ({ kind: 'name', name: text, column: 1 })
const ratio = (left: string, right: string): Formula => ({
  kind: 'both',
  op: '/',
  left: name(left),
  right: name(right),
})

/** Throws `bad-parameter` for a measure that is no sum over users, nor made of such. */
function sumsOf({ kind, is, amount, measure }: Part, number: number, byActive: boolean): Sums {
  const [n, s] = [`n_${number}`, `s_${number}`]
  const filter = filterOf(is)
  const count = [`count(*)${filter}`, n] as const
  const sum = (more = filter): string => `coalesce(sum(${amount})${more}, 0)`
  const owned = filterOf('entity IS NOT NULL', is)
  const seen = (condition: string): string => `(count(entity)${filterOf(condition)} > 0)::INTEGER`
  switch (kind) {
    case 'count':
      return { columns: [count], formula: name(n) }
    case 'users':
      return { columns: [[seen(is), n]], formula: name(n) }
    case 'sum':
      return { columns: [[sum(), s]], formula: name(s) }
    case 'avg':
      return {
        columns: [
          [sum(), s],
          [`count(${amount})${filter}`, n],
        ],
        formula: ratio(s, n),
      }
    case 'per-user':
      return {
        columns: [
          [amount === null ? `count(*)${owned}` : sum(owned), s],
          [seen(byActive ? 'TRUE' : is), n],
        ],
        formula: ratio(s, n),
      }
    default:
      return refuse(
        'confidence',
        true,
        `measure ${measure.name}, a ${kind}, has no interval; counts, users, sums, means and per-user figures have`,
      )
  }
}

/**
 * WITH queries up to `margins` (bucket, place, margins: for each series half the length of its 95 % interval, NULL where
 * it has none), from `grouped_events`, whose rows without an entity have a `position`. Users are the sample: the delta
 * method over what each adds to the measures' sums. Throws `bad-parameter` where no series is a mean or a ratio.
 */
export function margins(question: TrendQuestion): readonly Cte[] {
  const { series, parts, byActive, entity } = question
  if (question.window !== 1) refuse('confidence', true, 'figures over several buckets have no intervals')
  if (question.adjustment !== null) refuse('confidence', true, 'shares, indexes and changes have no intervals')
  const sums = parts.map((part, index) => sumsOf(part, index + 1, byActive))
  const columns = sums.flatMap((one) => one.columns)
  const made = new Map(parts.map((part, index) => [part.measure.name, elementAt(sums, index).formula]))
  const formulas = series.map(({ formula }) => withNames(formula, made))
  if (!formulas.some((formula) => degreeOf(formula) === 0))
    refuse(
      'confidence',
      true,
      'means, per-user figures and ratios of measures (A / B) have intervals, totals have none',
    )
  const total = (column: string): string => `total_${column}`
  const adds = (formula: Formula): string =>
    columns
      .flatMap(([, column]) => {
        const slope = derivativeOf(formula, column)
        return slope === null ? [] : [`${formulaSql(slope, total)} * ${column}`]
      })
      .join(' + ')
  const z = normalQuantile((1 + CONFIDENCE) / 2)
  return [
    {
      name: 'unit_sums',
      about: `What each of the ${entity.noun} adds to the measures; an event that belongs to nobody stands for itself`,
      keep: 'MATERIALIZED',
      sql: `SELECT
  bucket,
  place,
  ${columns.map(([sql, column]) => `(${sql})::DOUBLE AS ${column}`).join(',\n  ')}
FROM grouped_events
GROUP BY bucket, place, entity, CASE WHEN entity IS NULL THEN position END`,
    },
    {
      name: 'unit_totals',
      about: 'The same of all together, and how many they are',
      sql: `SELECT
  bucket,
  place,
  count(*) AS units,
  ${columns.map(([, column]) => `sum(${column}) AS ${total(column)}`).join(',\n  ')}
FROM unit_sums
GROUP BY bucket, place`,
    },
    {
      name: 'margins',
      about: `Half the length of each 95 % interval: ${formatFixed(z, 2)} standard errors by the delta method`,
      sql: `SELECT
  bucket,
  place,
  ${listSql(
    formulas.map((formula) =>
      degreeOf(formula) === 0
        ? `${z} * sqrt(units / nullif(units - 1, 0)\n      * sum(power(${adds(formula)}, 2)))`
        : 'NULL::DOUBLE',
    ),
  )} AS margins
FROM unit_sums
JOIN unit_totals USING (bucket, place)
GROUP BY bucket, place, units`,
    },
  ]
}
