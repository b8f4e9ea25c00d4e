import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import { scopedPlan } from '../../events/scopedPlan'
import { statement } from '../../../src-renderer/query/sql/statement'
import { perUserCtes, termsSql } from '../outcomesSql'
import type { Metric } from '../metric'
import { readExperiment } from '../question'

/** Whether the column `events` says it already. */
function isCount({ over }: Metric): boolean {
  return over.length === 1 && over.every(({ factor, figure }) => factor === 1 && figure.kind === 'count')
}

/** The users of a variant, or those of them who did what the metric counts. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { variant, metric } = row
  if ((column !== 'users' && column !== 'converters') || typeof variant !== 'string') return null
  const question = readExperiment(values, catalog, source)
  const index = question.metrics.findIndex(({ label }) => label === metric)
  const found = question.metrics[index]
  if (found === undefined) return null
  const all = column === 'users'
  const [over, under] = [found.over, found.under].map((terms) => termsSql(question, terms, 'after'))
  const own =
    found.kind === 'ratio'
      ? `,\n  ${over} AS dividend,\n  ${under} AS divisor`
      : found.kind === 'mean' && !isCount(found)
        ? `,\n  ${over} AS value`
        : ''
  return {
    title: all ? `Users of variant ${variant}` : `Users of variant ${variant} who did ${String(metric)}`,
    kind: 'users',
    plan: scopedPlan(
      question.scope,
      statement(
        perUserCtes(question),
        `
SELECT
  user_key,
  exposed_at,
  events_${index} AS events,
  (epoch_us(first_at_${index}) - epoch_us(exposed_at)) / 1e6 AS seconds_to_first${own}
FROM per_user
WHERE variant = ${literal(variant)}${all ? '' : `\n  AND events_${index} > 0`}
ORDER BY exposed_at, user_key`,
      ),
      undefined,
    ),
  }
}
