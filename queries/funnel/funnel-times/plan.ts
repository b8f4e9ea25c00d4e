import { elementAt } from '../../../src-renderer/base/required'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { literal } from '../../../src-renderer/query/sql/literal'
import { listSql, select, type Cte } from '../../../src-renderer/query/sql/statement'
import { whereLines } from '../../events/eventsInScope'
import { planOver, readAttempts, type Attempts } from '../attempts'
import { drillInto } from '../drill'
import { stepLabels } from '../labels'
import { passedPlan } from '../funnelSequence'
import { readOptions, readStepNumber, refuseOneStep } from '../options'
import { readBars, WIDTHS } from './bars'

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
    reached: whereLines(attempts.reached(from), attempts.reached(to)),
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
  const { bins, width: given, begin } = readBars(values)
  const since = begin === 'zero' ? '' : ' - first_at'
  const base = begin === 'zero' ? '' : 'first_at + '
  const most = '(SELECT quantile_disc(micros, 0.95) FROM times)'
  const shortest = '(SELECT min(micros) FROM times)'
  const widths: readonly Cte[] =
    given !== null
      ? []
      : [
          {
            name: 'widths',
            about: 'Widths that read well, in microseconds',
            sql: `SELECT unnest(${listSql(WIDTHS.map((one) => literal(BigInt(Math.round(one * 1e6)))))}) AS width`,
          },
        ]
  // Where the first bar begins, of bars of a width.
  const firstAt = begin === 'shortest' ? shortest : `floor(${shortest} / width)::BIGINT * width`
  const fits = `width * ${bins} > ${most}${begin === 'zero' ? '' : ` - ${firstAt}`}`
  const width =
    given !== null
      ? `${literal(BigInt(given))}::BIGINT`
      : `coalesce(
    min(width) FILTER (${fits}),
    max(width)
  )::BIGINT`
  const more = <Part>(sql: Part): readonly Part[] => (begin === 'zero' ? [] : [sql])
  const plan = planOver(
    attempts,
    values,
    [
      {
        name: 'times',
        about: 'How long each attempt took from the one step to the other, in microseconds',
        sql: `SELECT ${micros} AS micros\nFROM ${attempts.name}\nWHERE ${reached}`,
      },
      ...widths,
      {
        name: 'bin_width',
        about: 'How wide the bins are',
        sql: select([`${width} AS width`], given === null ? 'FROM widths' : '').trimEnd(),
      },
      ...more({
        name: 'bars',
        about: 'How wide the bins are, and where the first begins',
        sql: select(['width', `${firstAt} AS first_at`], 'FROM bin_width'),
      }),
      {
        name: 'binned',
        about: 'The bin of each of these times; the last one takes all that are longer',
        sql: select(
          [`least((micros${since}) // width, ${bins})::INTEGER AS bin`, 'width', ...more('first_at')],
          `FROM times\nCROSS JOIN ${begin === 'zero' ? 'bin_width' : 'bars'}`,
        ),
      },
      {
        name: 'counted',
        about: 'How many times lie in each bin',
        sql: 'SELECT bin, count(*) AS users\nFROM binned\nGROUP BY bin',
      },
      {
        name: 'bins',
        about: 'Each bin up to the last with a time, so that those without have a row',
        sql: select(
          [
            'unnest(range(0, max(bin) + 1))::INTEGER AS bin',
            'any_value(width) AS width',
            ...more('any_value(first_at) AS first_at'),
          ],
          'FROM binned',
        ),
      },
      {
        name: 'filled',
        about: 'How many times lie in each of these; 0 where none does',
        sql: select(
          ['bins.bin AS bin', 'width', ...more('first_at'), 'coalesce(users, 0) AS users'],
          'FROM bins\nLEFT JOIN counted ON bins.bin = counted.bin',
        ),
      },
    ],
    `SELECT
  (${base}bin * width) / 1e6 AS from_seconds,
  CASE WHEN bin < ${bins} THEN (${base}(bin + 1) * width) / 1e6 END AS to_seconds,
  users::BIGINT AS users,
  100.0::DOUBLE * users / sum(users) OVER () AS pct,
  100.0::DOUBLE * sum(users) OVER (ORDER BY bin) / sum(users) OVER () AS pct_within
FROM filled
ORDER BY bin`,
  )
  return passedPlan(plan, attempts, 'funnel-times', values)
}

/** SQL for the figures of all times: one row with users, median_seconds, mean_seconds and p90_seconds. */
export function planTimesSummary(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { attempts, from, to, reached } = between(values, catalog, source)
  const plan = planOver(
    attempts,
    values,
    [
      {
        name: 'times',
        about: 'How long each attempt took from the one step to the other',
        sql: select([`(${attempts.seconds(from, to)})::DOUBLE AS seconds`], `FROM ${attempts.name}\nWHERE ${reached}`),
      },
    ],
    select(
      [
        'count(*)::BIGINT AS users',
        `(SELECT count(*) FROM ${attempts.name} WHERE ${attempts.reached(from)})::BIGINT AS entered`,
        'median(seconds) AS median_seconds',
        'avg(seconds) AS mean_seconds',
        'quantile_cont(seconds, 0.9) AS p90_seconds',
      ],
      'FROM times',
    ),
  )
  return passedPlan(plan, attempts, 'funnel-times', values, { ofKpis: true })
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
    where,
    columns: [[attempts.seconds(from, to), 'seconds']],
    title: `who took ${column === 'pct_within' ? '' : `${low} s or more`}${column !== 'pct_within' && high !== null ? ' and ' : ''}${high === null ? '' : `less than ${high} s`} from ${betweenLabel(values)}`,
  })
}
