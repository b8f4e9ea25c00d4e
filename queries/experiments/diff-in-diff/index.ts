import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { welch, type Sample } from '../../../src-renderer/stats/means'
import { scopedPlan } from '../../events/scopedPlan'
import { pText } from '../../../src-renderer/stats/pText'
import { signed } from '../charts'
import { confidenceOf } from '../finish'
import { CONFIDENCE_PARAMETER, MEASURE_PARAMETERS, METRIC_PARAMETER, readMeasure } from '../question'
import definition from './definition.md?raw'
import { changeSql, launchLeftOut, launchSql } from './launchSql'
import { addDays, readLaunch } from './question'

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null)

const WORDS: Readonly<Record<string, string>> = { launch: 'Launch', placebo: 'Placebo, one period before' }

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const shares = readMeasure(values) === 'converted'
  const at = rows.findIndex((row) => row['comparison'] === 'launch')
  const launch = rows[at],
    placebo = rows.find((row) => row['comparison'] === 'placebo')
  const confidence = confidenceOf(values)
  const words = (row: typeof launch): string =>
    row === undefined || numberOf(row['difference']) === null || numberOf(row['p']) === null
      ? 'not known'
      : `${signed(row['difference'] as number)}${shares ? ' points' : ''} (${pText(row['p'] as number)})`
  const warning =
    typeof placebo?.['p'] === 'number' && placebo['p'] < 1 - confidence
      ? ' The groups went apart before the launch already: the difference cannot be put down to it.'
      : ''
  return [
    {
      kind: 'interval',
      title: 'Difference in differences',
      rowLabel: 'Comparison',
      x: { label: shares ? 'Percentage points' : 'Difference', format: 'decimal' },
      summary: `The launch moved its group by ${words(launch)} more than the others; the placebo by ${words(placebo)}.${warning}`,
      rows: rows.map((row, index) => ({
        label: WORDS[String(row['comparison'])] ?? '',
        estimate: numberOf(row['difference']),
        low: numberOf(row['low']),
        high: numberOf(row['high']),
        ...(numberOf(row['p']) === null ? {} : { detail: pText(row['p'] as number) }),
        figure: { row: index, column: 'treated_users' },
      })),
    },
    ...(launch === undefined
      ? []
      : [
          {
            kind: 'bar',
            layout: 'grouped',
            direction: 'vertical',
            title: 'Before and after',
            summary: 'Means of the same users in the days before and after the launch.',
            x: { label: 'Days', type: 'category' },
            y: { label: shares ? 'Share of users' : 'Mean per user', format: shares ? 'percent' : 'decimal' },
            series: (
              [
                ['treated', 'With the launch'],
                ['control', 'Without'],
              ] as const
            ).map(([side, name]) => ({
              name,
              points: (['before', 'after'] as const).map((when) => ({
                x: when === 'before' ? 'Before' : 'After',
                y: numberOf(launch[`${side}_${when}`]),
                figure: { row: at, column: `${side}_users` },
              })),
            })),
          } satisfies ChartSpec,
        ]),
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { comparison } = row
  if (
    (column !== 'treated_users' && column !== 'control_users') ||
    (comparison !== 'launch' && comparison !== 'placebo')
  )
    return null
  const question = readLaunch(values, catalog, source)
  return {
    title: column === 'treated_users' ? 'Users of the group with the launch' : 'Users of the groups without',
    kind: 'users',
    plan: scopedPlan(
      question.scope,
      `WITH ${changeSql(question)}
SELECT user_key, "before", "after" FROM change WHERE comparison = ${literal(comparison)} AND is_treated = ${literal(column === 'treated_users')} ORDER BY user_key`,
      undefined,
    ),
  }
}

export const diffInDiff: Analysis = {
  name: 'diff-in-diff',
  title: 'Launch',
  about: 'What a launch to one group changed, against what changed in the others meanwhile: difference in differences.',
  grain: 'one row per comparison: the launch, and a placebo one period before',
  definition,
  parameters: [
    METRIC_PARAMETER,
    ...MEASURE_PARAMETERS,
    {
      name: 'launch',
      type: 'date',
      label: 'Launch',
      default: null,
      help: 'The first local date with the launch; empty for the middle of the data.',
    },
    {
      name: 'days',
      type: 'integer',
      label: 'Days',
      default: 14,
      min: 1,
      max: 366,
      help: 'How many days before and after are compared; fewer where the data have fewer.',
    },
    {
      name: 'group',
      type: 'column',
      label: 'Group column',
      default: null,
      help: 'The column that tells groups apart, such as the market; found by its name when empty.',
      emptyMeans: 'Automatic',
    },
    {
      name: 'treated',
      type: 'text',
      label: 'Group with the launch',
      default: null,
      help: 'Its value for the group that had the launch; empty for one called treated, test or new, else the first by name.',
    },
    CONFIDENCE_PARAMETER,
    ...COMMON_PARAMETERS.filter(({ name }) => !['from', 'to', 'compare'].includes(name)),
  ],
  columns: [
    { name: 'comparison', about: 'launch, or placebo: the same comparison one period before.', format: 'text' },
    { name: 'treated_users', about: 'Users of the group with the launch.', format: 'integer' },
    { name: 'control_users', about: 'Users of all other groups.', format: 'integer' },
    {
      name: 'treated_before',
      about: 'The metric of the treated in the days before: share in %, or mean.',
      format: 'decimal',
    },
    { name: 'treated_after', about: 'And in the days after.', format: 'decimal' },
    { name: 'control_before', about: 'The metric of the others in the days before.', format: 'decimal' },
    { name: 'control_after', about: 'And in the days after.', format: 'decimal' },
    { name: 'difference', about: 'Change of the treated less change of the others.', format: 'decimal' },
    { name: 'low', about: 'Lower end of its interval.', format: 'decimal' },
    { name: 'high', about: 'Upper end of its interval.', format: 'decimal' },
    { name: 'p', about: 'Two-sided p of no difference (Welch).', format: 'ratio' },
  ],
  reads: 'events',
  population(values, catalog, source) {
    const { launch, group } = readLaunch(values, catalog, source)
    return { which: `${identifier(group.name)} IS NOT NULL`, from: null, to: addDays(launch, -1) }
  },
  plan(values, catalog, source) {
    const question = readLaunch(values, catalog, source)
    return {
      ...scopedPlan(question.scope, launchSql(question), undefined, question.notes),
      leftOut: launchLeftOut(question),
      finish: { analysis: 'diff-in-diff', values },
    }
  },
  finish(answer, values) {
    const unit = readMeasure(values) === 'converted' ? 100 : 1
    const rows = answer.rows()
    const side = (comparison: string, treated: boolean) =>
      rows.find((row) => row['comparison'] === comparison && row['is_treated'] === treated)
    const sample = (row: ReturnType<typeof side>): Sample => ({
      count: Number(row?.['users'] ?? 0),
      mean: Number(row?.['mean'] ?? 0),
      variance: Number(row?.['variance'] ?? 0),
    })
    const mean = (row: ReturnType<typeof side>, name: string): number | null =>
      row === undefined ? null : unit * Number(row[name])
    const shown = ['launch', 'placebo'].filter((comparison) => rows.some((row) => row['comparison'] === comparison))
    return computedResult(
      [
        { name: 'comparison', type: 'string' },
        { name: 'treated_users', type: 'integer' },
        { name: 'control_users', type: 'integer' },
        { name: 'treated_before', type: 'double' },
        { name: 'treated_after', type: 'double' },
        { name: 'control_before', type: 'double' },
        { name: 'control_after', type: 'double' },
        { name: 'difference', type: 'double' },
        { name: 'low', type: 'double' },
        { name: 'high', type: 'double' },
        { name: 'p', type: 'double' },
      ],
      shown.map((comparison) => {
        const [treated, control] = [side(comparison, true), side(comparison, false)]
        const found = welch(sample(treated), sample(control), confidenceOf(values))
        return {
          comparison,
          treated_users: sample(treated).count,
          control_users: sample(control).count,
          treated_before: mean(treated, 'mean_before'),
          treated_after: mean(treated, 'mean_after'),
          control_before: mean(control, 'mean_before'),
          control_after: mean(control, 'mean_after'),
          difference: found === null ? null : unit * found.difference,
          low: found === null ? null : unit * found.low,
          high: found === null ? null : unit * found.high,
          p: found?.p ?? null,
        }
      }),
    )
  },
  charts,
  kpis(result) {
    const row = result.rows().find((one) => one['comparison'] === 'launch')
    if (row === undefined) return []
    return [
      {
        label: 'Effect of the launch',
        value: numberOf(row['difference']),
        format: 'decimal',
        ...(numberOf(row['p']) === null ? {} : { detail: pText(row['p'] as number) }),
      },
      { label: 'Users with it', value: numberOf(row['treated_users']), format: 'integer' },
      { label: 'Users without', value: numberOf(row['control_users']), format: 'integer' },
    ]
  },
  drill,
}
