import { elementAt } from '../../../src-renderer/base/required'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { numbers } from '../attempt'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { breakdownCtes, breakdownName } from '../breakdown'
import { stepLabels } from '../labels'
import { readOptions } from '../options'

/** One row a step (and a value of the breakdown). */
function resultSql(attempts: Attempts, more: boolean): string {
  const { options, name } = attempts
  const steps = numbers(1, options.steps.length)
  const later = steps.slice(1)
  const grouped = options.breakdown !== null
  const seconds = (step: number): string => attempts.seconds(attempts.previous(step), step)
  const counted = [
    ...(grouped ? ['g', 'min(g_place) AS g_place'] : []),
    ...steps.map((step) => `count(*) FILTER (${attempts.reached(step)}) AS u${step}`),
    ...later.map(
      (step) => `quantile_cont(${seconds(step)}, [0.5, 0.9]) FILTER (${attempts.reached(step)}) AS s${step}`,
    ),
    ...(more ? later.map((step) => `avg(${seconds(step)}) FILTER (${attempts.reached(step)}) AS m${step}`) : []),
  ]
  const share = (step: number, of: number): string => `100.0::DOUBLE * u${step} / nullif(u${of}, 0)`
  const list = (of: (step: number) => string): string => `unnest([${steps.map(of).join(', ')}])`
  const quantile = (place: number): string => list((step) => (step === 1 ? 'NULL::DOUBLE' : `s${step}[${place}]`))
  const labels = stepLabels(options)
  const group = options.breakdown === null ? '' : `${identifier(breakdownName(options.breakdown))}, `
  const columns = `step, "event", users, pct_first, pct_previous, median_seconds, p90_seconds${more ? ', mean_seconds, lost' : ''}`
  return `counted AS (SELECT ${counted.join(', ')} FROM ${grouped ? 'valued GROUP BY g' : name}),
listed AS (SELECT ${grouped ? `g AS ${group}g_place, ` : ''}${list((step) => String(step))}::INTEGER AS step, ${list((step) => literal(elementAt(labels, step - 1)))} AS "event",
    ${list((step) => `u${step}`)}::BIGINT AS users, ${list((step) => share(step, 1))} AS pct_first, ${list((step) => share(step, attempts.previous(step)))} AS pct_previous,
    ${quantile(1)} AS median_seconds, ${quantile(2)} AS p90_seconds${
      more
        ? `,
    ${list((step) => (step === 1 ? 'NULL::DOUBLE' : `m${step}`))} AS mean_seconds, ${list((step) => (step === 1 ? 'NULL::BIGINT' : `u${attempts.previous(step)} - u${step}`))}::BIGINT AS lost`
        : ''
    }
  FROM counted)
SELECT ${group}${columns} FROM listed ORDER BY ${grouped ? 'g_place, ' : ''}step`
}

/** SQL for a funnel. Throws `bad-parameter` and `not-found`. */
export function planFunnel(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const attempts = readAttempts(readOptions(values), values, catalog, source)
  const { breakdown } = attempts.options
  const ctes = breakdown === null ? [] : breakdownCtes(attempts, breakdown)
  return planOver(attempts, values, `,\n${[...ctes, resultSql(attempts, values['more_columns'] === true)].join(',\n')}`)
}

/** SQL for the time that the whole of a funnel takes: one row with median_seconds and p90_seconds, null when nobody completed it, and how many entered and completed it, each once. */
export function planFunnelTotal(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const attempts = readAttempts({ ...readOptions(values), breakdown: null, eachValue: false }, values, catalog, source)
  const last = attempts.options.steps.length
  return planOver(
    attempts,
    values,
    `
SELECT median(seconds) AS median_seconds, quantile_cont(seconds, 0.9) AS p90_seconds, count(*)::BIGINT AS completed, (SELECT count(*) FROM ${attempts.name})::BIGINT AS entered
FROM (SELECT (${attempts.seconds(1, last)})::DOUBLE AS seconds FROM ${attempts.name} WHERE ${attempts.reached(last)})`,
  )
}
