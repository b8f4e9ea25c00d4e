import { formatCount } from '../../chart/format'
import type { Analysis } from '../contract/analysis'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import type { QueryPlan } from '../contract/plan'

/** How many rows of a list are given. */
const ROW_LIMIT: ParameterSpec = {
  name: 'limit',
  type: 'integer',
  label: 'Rows',
  default: 1_000,
  min: 1,
  max: 100_000_000,
  emptyMeans: 'All',
  help: 'How many rows are listed, the first ones; empty for all.',
}

function limited(plan: QueryPlan, limit: number, noun: string): QueryPlan {
  const sql = plan.sql.replace(/[;\s]+$/, '')
  const shown = formatCount(limit)
  return {
    ...plan,
    sql: `${sql}\nLIMIT ${limit}`,
    leftOut: [
      ...(plan.leftOut ?? []),
      {
        name: ROW_LIMIT.name,
        ofParts: true,
        sql: `SELECT greatest(count(*) - ${limit}, 0) FROM (\n${sql}\n)`,
        one: `the first ${shown} ${noun} are listed, and 1 more is not`,
        many: `the first ${shown} ${noun} are listed, and {n} more are not`,
      },
    ],
  }
}

/**
 * An analysis that lists what others count gives the first rows alone unless all are asked for, and says how many more
 * there are. What it computes of the whole (kpiPlan) is of all rows.
 */
export function withRowLimit(analysis: Analysis): Analysis {
  const { lists, parameters } = analysis
  if (lists === undefined) return analysis
  return {
    ...analysis,
    parameters: [...parameters, ROW_LIMIT],
    plan: (values: ParameterValues, catalog, source) => {
      const plan = analysis.plan(values, catalog, source)
      const { limit } = values
      return typeof limit === 'number' ? limited(plan, limit, lists) : plan
    },
  }
}
