import { elementAt } from '../../../src-renderer/base/required'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { literal } from '../../../src-renderer/query/sql/literal'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { drillInto } from '../drill'
import { stepLabels } from '../labels'
import { readOptions, readStepNumber, refuseOneStep } from '../options'

/** Widths that read well, in seconds: the narrowest is taken with which 95 % of the times have room. */
const WIDTHS = [
  0.001, 0.01, 0.1, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
  172_800, 604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
]

interface Between {
  readonly attempts: Attempts
  readonly from: number
  readonly to: number
  readonly micros: string
  readonly reached: string
}

/** The attempts that have both steps. Throws `bad-parameter`. */
function between(values: ParameterValues, catalog: Catalog, source: string | null): Between {
  const options = readOptions(values)
  refuseOneStep(options)
  const from = readStepNumber(values, 'from_step', options.steps, 1)
  const to = readStepNumber(values, 'to_step', options.steps, options.steps.length)
  if (from >= to) refuse('to_step', to, `must be a step after step ${from}`)
  const attempts = readAttempts(options, values, catalog, source)
  return {
    attempts,
    from,
    to,
    micros: `round(${attempts.seconds(from, to)} * 1e6)::BIGINT`,
    reached: `${attempts.reached(from)} AND ${attempts.reached(to)}`,
  }
}

/** The two steps in words. */
export function betweenLabel(values: ParameterValues): string {
  const options = readOptions(values)
  const labels = stepLabels(options)
  const name = (step: number): string => `step ${step} (${elementAt(labels, step - 1)})`
  return `${name(readStepNumber(values, 'from_step', options.steps, 1))} to ${name(readStepNumber(values, 'to_step', options.steps, options.steps.length))}`
}

/** SQL for the histogram of times. Throws `bad-parameter` and `not-found`. */
export function planTimes(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { attempts, micros, reached } = between(values, catalog, source)
  const bins = typeof values['bins'] === 'number' ? values['bins'] : 24
  const given = typeof values['bin'] === 'string' && values['bin'] !== '' ? readDuration(values['bin'], 'bin') : null
  if (given !== null && given <= 0) refuse('bin', values['bin'], 'must be longer than nothing')
  const fromShortest = values['begin'] === 'shortest'
  const since = fromShortest ? ' - base' : ''
  const base = fromShortest ? 'base + ' : ''
  const more = fromShortest ? ', base' : ''
  const width =
    given !== null
      ? literal(BigInt(given))
      : `(SELECT coalesce(min(w) FILTER (w * ${bins} > (SELECT quantile_disc(micros, 0.95) FROM times)${fromShortest ? ' - (SELECT min(micros) FROM times)' : ''}), max(w)) FROM (SELECT unnest([${WIDTHS.map((one) => literal(BigInt(Math.round(one * 1e6)))).join(', ')}]) AS w))`
  return planOver(
    attempts,
    values,
    `,
times AS (SELECT ${micros} AS micros FROM ${attempts.name} WHERE ${reached}),
binned AS (SELECT least((micros${since}) // width, ${bins})::INTEGER AS bin, width${more} FROM times, (SELECT (${width})::BIGINT AS width${fromShortest ? ', (SELECT min(micros) FROM times) AS base' : ''})),
counted AS (SELECT bin, count(*) AS users FROM binned GROUP BY bin),
listed AS (SELECT unnest(range(0, max(bin) + 1))::INTEGER AS bin, any_value(width) AS width${fromShortest ? ', any_value(base) AS base' : ''} FROM binned),
filled AS (SELECT listed.bin AS bin, width${more}, coalesce(users, 0) AS users FROM listed LEFT JOIN counted ON listed.bin = counted.bin)
SELECT (${base}bin * width) / 1e6 AS from_seconds, CASE WHEN bin < ${bins} THEN (${base}(bin + 1) * width) / 1e6 END AS to_seconds, users::BIGINT AS users,
  100.0::DOUBLE * users / sum(users) OVER () AS pct, 100.0::DOUBLE * sum(users) OVER (ORDER BY bin) / sum(users) OVER () AS pct_within
FROM filled ORDER BY bin`,
  )
}

/** SQL for the figures of all times: one row with users, median_seconds, mean_seconds and p90_seconds. */
export function planTimesSummary(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { attempts, from, to, reached } = between(values, catalog, source)
  return planOver(
    attempts,
    values,
    `
SELECT count(*)::BIGINT AS users, (SELECT count(*) FROM ${attempts.name} WHERE ${attempts.reached(from)})::BIGINT AS entered, median(seconds) AS median_seconds, avg(seconds) AS mean_seconds, quantile_cont(seconds, 0.9) AS p90_seconds
FROM (SELECT (${attempts.seconds(from, to)})::DOUBLE AS seconds FROM ${attempts.name} WHERE ${reached})`,
  )
}

/** Those whose time lies in a bin; with `pct_within`, in it or before. */
export function drillTimes(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { from_seconds: low, to_seconds: high } = row
  if (
    typeof low !== 'number' ||
    (high !== null && typeof high !== 'number') ||
    !['users', 'pct', 'pct_within'].includes(column)
  )
    return null
  const { attempts, from, to, micros, reached } = between(values, catalog, source)
  const limit = (seconds: number): string => literal(BigInt(Math.round(seconds * 1e6)))
  const where = [
    reached,
    ...(column === 'pct_within' ? [] : [`${micros} >= ${limit(low)}`]),
    ...(high === null ? [] : [`${micros} < ${limit(high)}`]),
  ]
  return drillInto(attempts, values, {
    ctes: [],
    from: attempts.name,
    where: where.join(' AND '),
    columns: [[attempts.seconds(from, to), 'seconds']],
    title: `who took ${column === 'pct_within' ? '' : `${low} s or more`}${column !== 'pct_within' && high !== null ? ' and ' : ''}${high === null ? '' : `less than ${high} s`} from ${betweenLabel(values)}`,
  })
}
