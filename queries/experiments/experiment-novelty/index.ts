import { ofElapsedTime } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { compareOutcomes, type Outcome } from '../compare'
import { pText } from '../../../src-renderer/stats/pText'
import { signed } from '../charts'
import { confidenceOf, differenceCells } from '../finish'
import { assignmentLeftOut, exposedPopulation } from '../leftOut'
import { unitOf } from '../metric'
import { readMeasure } from '../metrics'
import {
  CONFIDENCE_PARAMETER,
  CONTROL_PARAMETER,
  EXPOSURE_PARAMETERS,
  MEASURE_PARAMETERS,
  METRIC_PARAMETER,
} from '../parameters'
import { chooseControl, readExperiment, type ExperimentQuestion } from '../question'
import { DAYS, dailySql, userDaysCtes } from './dailySql'
import { COLUMNS, type Row } from './columns'
import definition from './definition.md?raw'
import { trendOf, type TrendPoint } from './trend'

/** Every day is a window of its own, and who has not had a day yet is left out of it alone. */
function question(values: ParameterValues, catalog: Catalog, source: string | null): ExperimentQuestion {
  return readExperiment({ ...values, window: 'none', include_recent: true }, catalog, source)
}

function daysOf(values: ParameterValues): number {
  return typeof values['days'] === 'number' ? values['days'] : 14
}

/** The differences of a variant by day, for the trend. */
function pointsOf(rows: readonly Row[], variant: string, confidence: number): readonly TrendPoint[] {
  return rows.flatMap(({ day, difference, low, high, ...row }) =>
    row.variant === variant && difference !== null && low !== null && high !== null
      ? [{ day, difference, low, high, confidence }]
      : [],
  )
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const shares = readMeasure(values) === 'converted'
  const variants = [...new Set(rows.map((row) => row.variant))]
  const treatments = variants.filter((variant) => rows.some((row) => row.variant === variant && !row.is_control))
  const trends = treatments.flatMap((variant) => {
    const trend = trendOf(pointsOf(rows, variant, confidenceOf(values)))
    return trend === null
      ? []
      : [`${variant}: ${signed(trend.slope)}${shares ? ' points' : ''} a day (${pText(trend.p)})`]
  })
  const points = (variant: string, y: 'difference' | 'mean') =>
    rows.flatMap((row, at) =>
      row.variant !== variant
        ? []
        : [
            {
              x: row.day,
              y: row[y],
              figure: { row: at, column: 'converters' },
              ...(y === 'difference' && row.low !== null && row.high !== null ? { low: row.low, high: row.high } : {}),
            },
          ],
    )
  return [
    {
      kind: 'line',
      title: 'Difference from the control by day since exposure',
      summary:
        trends.length === 0
          ? 'There are too few days with users of both sides to see a trend.'
          : `Trend of the difference: ${trends.join('; ')}.`,
      x: { label: 'Days since the exposure', type: 'number' },
      y: { label: shares ? 'Percentage points' : 'Difference', format: 'decimal' },
      series: treatments.map((name) => ({ name, points: points(name, 'difference') })),
    },
    {
      kind: 'line',
      title: shares ? 'Users who did it, by day since exposure' : 'Mean per user, by day since exposure',
      summary: 'Each day is over the users who have had all of it by the newest event.',
      x: { label: 'Days since the exposure', type: 'number' },
      y: { label: shares ? 'Share of users' : 'Mean', format: shares ? 'percent' : 'decimal', zero: true },
      series: variants.map((name) => ({ name, points: points(name, 'mean') })),
    },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { variant, day } = row
  if ((column !== 'users' && column !== 'converters') || typeof variant !== 'string' || typeof day !== 'number')
    return null
  const asked = question(values, catalog, source)
  return {
    title:
      column === 'users'
        ? `Users of variant ${variant} who have had day ${day}`
        : `Users of variant ${variant} who did it on day ${day}`,
    kind: 'users',
    plan: scopedPlan(
      asked.scope,
      statement(
        userDaysCtes(asked, daysOf(values)),
        `
SELECT
  eligible.user_key,
  eligible.exposed_at,
  coalesce(did.events, 0) AS events
FROM eligible
LEFT JOIN did
  ON did.user_key = eligible.user_key
  AND did.day = ${literal(day)}
WHERE eligible.variant = ${literal(variant)}
  AND eligible.full_days > ${literal(day)}${column === 'users' ? '' : '\n  AND did.events > 0'}
ORDER BY eligible.exposed_at, eligible.user_key`,
      ),
      undefined,
    ),
  }
}

export const experimentNovelty: Analysis = {
  name: 'experiment-novelty',
  title: 'Effect by day',
  about: 'Whether the effect fades (novelty) or grows (learning) with days since exposure.',
  grain: 'one row per day since exposure and variant',
  definition,
  parameters: [
    METRIC_PARAMETER,
    ...MEASURE_PARAMETERS,
    ...EXPOSURE_PARAMETERS,
    CONTROL_PARAMETER,
    {
      name: 'days',
      type: 'integer',
      label: 'Days',
      default: 14,
      min: 2,
      max: 366,
      help: 'How many days since the exposure are shown.',
    },
    CONFIDENCE_PARAMETER,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users', 'converters'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: (values, catalog, source) => exposedPopulation()({ ...values, window: 'none' }, catalog, source),
  plan(values, catalog, source) {
    const asked = question(values, catalog, source)
    return {
      ...scopedPlan(asked.scope, dailySql(asked, daysOf(values)), undefined, asked.notes.slice(0, 1)),
      leftOut: assignmentLeftOut(asked),
      finish: { analysis: 'experiment-novelty', values },
    }
  },
  finish(answer, values) {
    const kind = readMeasure(values) === 'converted' ? 'share' : 'mean'
    const unit = unitOf(kind)
    const rows = rowsOf(DAYS, answer).map(({ day, ...row }) => ({
      day,
      outcome: { ...row, preMean: 0, preVariance: 0, covariance: 0 } satisfies Outcome,
    }))
    const control = chooseControl([...new Set(rows.map((row) => row.outcome.variant))].sort(), values)
    return declaredResult(
      COLUMNS,
      rows.map(({ day, outcome }) => {
        const base = rows.find((one) => one.day === day && one.outcome.variant === control)?.outcome
        const found =
          base === undefined || base === outcome
            ? null
            : compareOutcomes(outcome, base, { kind, test: 'auto', confidence: confidenceOf(values), cuped: null })
        return {
          day,
          variant: outcome.variant,
          is_control: outcome.variant === control,
          users: outcome.users,
          converters: outcome.converters,
          mean: unit * outcome.mean,
          ...differenceCells(found, unit),
        }
      }),
    )
  },
  charts,
  drill,
}
