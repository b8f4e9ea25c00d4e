import { ofElapsedTime } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { badParameter, refuse } from '../../../src-renderer/query/sql/refuse'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { exposedPopulation } from '../leftOut'
import { statement } from '../../../src-renderer/query/sql/statement'
import { momentsSql, perUserCtes } from '../outcomesSql'
import { kindOf, unitOf } from '../metric'
import {
  CONFIDENCE_PARAMETER,
  EXPOSURE_PARAMETER,
  METRIC_MEASURES,
  METRIC_PARAMETER,
  OTHER_MEASURES,
  RECENT_PARAMETER,
  WINDOW_PARAMETER,
} from '../parameters'
import { readExperiment } from '../question'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { detectableLift, readPlanned, sizesOf, type Baseline } from './sizes'

const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

function plan(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const question = readExperiment({ ...values, pre_days: 0 }, catalog, source, false)
  const [metric, second] = question.metrics
  if (second !== undefined)
    refuse('measures', values['measures'], `plan for one metric at a time, not for ${second.label} as well`)
  const { ctes, from, mean, variance } = momentsSql(question, metric, 0)
  return {
    ...scopedPlan(
      question.scope,
      statement(
        [...perUserCtes(question), ...ctes],
        `
SELECT
  ${literal(metric.kind)} AS kind,
  count(*) AS users,
  (${mean})::DOUBLE AS mean,
  sqrt(${variance})::DOUBLE AS deviation,
  count(*) / (
    date_diff('day', min(local_date(exposed_at)), max(local_date(exposed_at))) + 1
  )::DOUBLE AS users_per_day
FROM ${from}`,
      ),
      undefined,
      question.notes,
    ),
    finish: { analysis: 'experiment-power', values },
  }
}

/** What the statement gives: one row. */
const BASELINE = resultColumns({
  kind: { about: 'share, mean or ratio.', format: 'text' },
  users: { about: 'Users that it is of.', format: 'integer' },
  mean: { about: 'Mean of the metric per user, or the ratio.', format: 'decimal', nullable: true },
  deviation: { about: 'Its standard deviation between users.', format: 'decimal' },
  users_per_day: { about: 'New users a day.', format: 'decimal', nullable: true },
})

/** What the log says of users before an experiment; a baseline that is given goes first. */
function baselineOf(answer: ResultTable, values: ParameterValues): Baseline {
  const [row] = rowsOf(BASELINE, answer)
  const kind = kindOf(row?.kind ?? '')
  const unit = unitOf(kind)
  const given = numberOf(values['baseline'])
  const mean = given === null ? (row?.mean ?? null) : given / unit
  if (mean === null)
    throw badParameter(
      'baseline',
      '',
      (kind === 'ratio' && row !== undefined && row.users > 0
        ? ': the ratio is of nothing, since no user has what it is divided by in the window; '
        : ': no user was exposed and had the whole window; ') +
        'choose another event or a shorter window, or give the baseline.',
    )
  if (unit === 100 && !(mean > 0 && mean < 1))
    throw badParameter(
      'baseline',
      String(100 * mean),
      `: a share of ${100 * mean} % leaves nothing to plan; ` +
        'choose another metric, or give a baseline between 0 and 100.',
    )
  if (unit === 1 && !(mean > 0))
    throw badParameter(
      'baseline',
      String(mean),
      `: a mean of ${mean} cannot be lifted by a share of itself; ` +
        'choose another metric, or give a baseline above 0.',
    )
  const deviation = numberOf(values['deviation']) ?? row?.deviation ?? 0
  return { kind, mean, deviation, usersPerDay: row?.users_per_day ?? 0 }
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const { days, certainty } = readPlanned(values)
  const power = Math.round(10_000 * certainty.power) / 100
  const enough = rows.find((row) => (row.power_pct ?? 0) >= power)
  return [
    {
      kind: 'line',
      title: 'Power by lift',
      summary:
        enough === undefined
          ? `None of these lifts is found reliably with the users of ${days} days.`
          : `With the users of ${days} days, a lift of ${enough.lift_pct} % or more is found ` +
            `with a power of at least ${power} %.`,
      x: { label: 'Lift in %', type: 'number' },
      y: { label: 'Power', format: 'percent', zero: true },
      series: [
        {
          name: 'Power',
          points: rows.map((row, at) => ({
            x: row.lift_pct,
            y: row.power_pct,
            figure: { row: at, column: 'power_pct' },
          })),
        },
      ],
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Days needed by lift',
      summary: 'Half the lift takes four times the users.',
      x: { label: 'Lift', type: 'category' },
      y: { label: 'Days', format: 'decimal' },
      series: [
        {
          name: 'Days',
          points: rows.map((row, at) => ({ x: `${row.lift_pct} %`, y: row.days, figure: { row: at, column: 'days' } })),
        },
      ],
    },
  ]
}

export const experimentPower: Analysis = {
  name: 'experiment-power',
  title: 'Power and size',
  about: 'Sample size and duration an experiment needs to detect a lift, based on your data.',
  grain: 'one row per lift',
  definition,
  parameters: [
    METRIC_PARAMETER,
    ...METRIC_MEASURES,
    ...OTHER_MEASURES.map((spec) => ({ ...spec, ...(spec.type === 'measures' ? { max: 1 } : {}) })),
    EXPOSURE_PARAMETER,
    WINDOW_PARAMETER,
    {
      name: 'lift',
      type: 'number',
      label: 'Lift (%)',
      default: null,
      min: 0.001,
      max: 100_000,
      help: 'The change to find, as % of the baseline; empty for a table of lifts.',
    },
    {
      name: 'days',
      type: 'integer',
      label: 'Days',
      default: 14,
      min: 1,
      max: 3660,
      help: 'How long users are taken in, for the power column.',
    },
    {
      name: 'power',
      type: 'number',
      label: 'Power (%)',
      default: 80,
      min: 1,
      max: 99.99,
      more: true,
      help: 'The chance to find the lift if it is there.',
    },
    {
      name: 'ratio',
      type: 'number',
      label: 'Treatment per control',
      default: 1,
      min: 0.001,
      max: 1000,
      more: true,
      help: 'Users of the new variant for each user of the control.',
    },
    {
      name: 'baseline',
      type: 'number',
      label: 'Baseline',
      default: null,
      min: 0,
      more: true,
      help: "The control's share in %, or its mean; empty for what the log shows.",
    },
    {
      name: 'deviation',
      type: 'number',
      label: 'Standard deviation',
      default: null,
      min: 0,
      more: true,
      help: 'Of the metric between users, for means and ratios; empty for what the log shows.',
    },
    CONFIDENCE_PARAMETER,
    RECENT_PARAMETER,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  refuses: { sample: 'how many users come each day is told by all of them' },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: exposedPopulation(false),
  plan,
  finish(answer, values) {
    return declaredResult(COLUMNS, sizesOf(baselineOf(answer, values), readPlanned(values)))
  },
  charts,
  kpis(_result, values, more) {
    if (more === null || more.rowCount === 0) return []
    const baseline = baselineOf(more, values)
    const { kind, mean, deviation, usersPerDay } = baseline
    const shares = kind === 'share'
    const planned = readPlanned(values)
    return [
      {
        label: 'Baseline',
        value: shares ? 100 * mean : mean,
        format: shares ? 'percent' : 'decimal',
        ...(shares ? {} : { detail: `standard deviation ${Number(deviation.toPrecision(3))}` }),
      },
      { label: 'New users a day', value: usersPerDay, format: 'decimal' },
      {
        label: `Smallest lift in ${planned.days} days`,
        value: detectableLift(baseline, planned),
        format: 'percent',
        detail: `with a power of ${Math.round(10_000 * planned.certainty.power) / 100} %`,
      },
    ]
  },
  kpiPlan: planBaseline,
}

/** The same question without finish: the figures above the charts are made from its one row. */
function planBaseline(values: ParameterValues, catalog: Catalog, source: string | null): QueryPlan {
  const { finish: _finish, ...rest } = plan(values, catalog, source)
  return rest
}
