import { elementAt } from '../../../src-renderer/base/required'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { listSql, select, type Cte } from '../../../src-renderer/query/sql/statement'
import { valueColumns } from '../../events/brokenBy'
import { numbers } from '../attempt'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { breakdownCtes, breakdownName } from '../breakdown'
import { passedPlan } from '../funnelSequence'
import { stepLabels } from '../labels'
import { readOptions, wholeFunnel } from '../options'

/** One row a step (and a value of the breakdown): WITH queries, and the SELECT. */
function resultSql(attempts: Attempts, more: boolean): { readonly ctes: readonly Cte[]; readonly sql: string } {
  const { options, name } = attempts
  const steps = numbers(1, options.steps.length)
  const later = steps.slice(1)
  const { breakdown } = options
  const seconds = (step: number): string => attempts.seconds(attempts.previous(step), step)
  const users = (step: number): string => `users_${step}`
  const counted = [
    ...(breakdown === null ? [] : ['breakdown_value', 'min(breakdown_place) AS breakdown_place']),
    ...steps.map((step) => `count(*) FILTER (${attempts.reached(step)}) AS ${users(step)}`),
    ...later.map(
      (step) =>
        `quantile_cont(${seconds(step)}, [0.5, 0.9])\n    FILTER (${attempts.reached(step)}) AS quantiles_${step}`,
    ),
    ...(more ? later.map((step) => `avg(${seconds(step)}) FILTER (${attempts.reached(step)}) AS mean_${step}`) : []),
  ]
  const share = (step: number, of: number): string => `100.0::DOUBLE * ${users(step)} / nullif(${users(of)}, 0)`
  const list = (of: (step: number) => string): string => `unnest(${listSql(steps.map(of))})`
  const quantile = (place: number): string =>
    list((step) => (step === 1 ? 'NULL::DOUBLE' : `quantiles_${step}[${place}]`))
  const labels = stepLabels(options)
  const group = breakdown === null ? [] : breakdown.map((one) => identifier(breakdownName(one)))
  const listed = [
    ...(breakdown === null ? [] : valueColumns(breakdown, 'breakdown_value', breakdownName)),
    ...(breakdown === null ? [] : ['breakdown_place']),
    `${list(String)}::INTEGER AS step`,
    `${list((step) => literal(elementAt(labels, step - 1)))} AS "event"`,
    `${list(users)}::BIGINT AS users`,
    `${list((step) => share(step, 1))} AS pct_first`,
    `${list((step) => share(step, attempts.previous(step)))} AS pct_previous`,
    `${quantile(1)} AS median_seconds`,
    `${quantile(2)} AS p90_seconds`,
    ...(more
      ? [
          `${list((step) => (step === 1 ? 'NULL::DOUBLE' : `mean_${step}`))} AS mean_seconds`,
          `${list((step) => (step === 1 ? 'NULL::BIGINT' : `${users(attempts.previous(step))} - ${users(step)}`))}::BIGINT AS lost`,
        ]
      : []),
  ]
  const columns = ['step', '"event"', 'users', 'pct_first', 'pct_previous', 'median_seconds', 'p90_seconds']
  return {
    ctes: [
      {
        name: 'counted',
        about: `How many reached each step${breakdown === null ? '' : ', by value'}, and how long it took from the step before`,
        sql: select(counted, breakdown === null ? `FROM ${name}` : 'FROM valued\nGROUP BY breakdown_value'),
      },
      { name: 'steps_listed', about: 'The same with a row for each step', sql: select(listed, 'FROM counted') },
    ],
    sql: select(
      [...group, ...columns, ...(more ? ['mean_seconds', 'lost'] : [])],
      `FROM steps_listed\nORDER BY ${breakdown === null ? '' : 'breakdown_place, '}step`,
    ),
  }
}

/** SQL for a funnel. Throws `bad-parameter` and `not-found`. */
export function planFunnel(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const attempts = readAttempts(readOptions(values), values, catalog, source)
  const { breakdown } = attempts.options
  const ctes = breakdown === null ? [] : breakdownCtes(attempts, breakdown)
  const result = resultSql(attempts, values['more_columns'] === true)
  const plan = planOver(attempts, values, [...ctes, ...result.ctes], result.sql)
  return passedPlan(plan, attempts, 'funnel', values)
}

/** SQL for the time that the whole of a funnel takes: one row with median_seconds and p90_seconds, null when nobody completed it, and how many entered and completed it, each once. */
export function planFunnelTotal(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const attempts = readAttempts(wholeFunnel(readOptions(values)), values, catalog, source)
  const last = attempts.options.steps.length
  const times: Cte = {
    name: 'times',
    about: 'How long each took who completed it',
    sql: select(
      [`(${attempts.seconds(1, last)})::DOUBLE AS seconds`],
      `FROM ${attempts.name}\nWHERE ${attempts.reached(last)}`,
    ),
  }
  const plan = planOver(
    attempts,
    values,
    [times],
    select(
      [
        'median(seconds) AS median_seconds',
        'quantile_cont(seconds, 0.9) AS p90_seconds',
        'count(*)::BIGINT AS completed',
        `(SELECT count(*) FROM ${attempts.name})::BIGINT AS entered`,
      ],
      'FROM times',
    ),
  )
  return passedPlan(plan, attempts, 'funnel', values, { ofKpis: true })
}
