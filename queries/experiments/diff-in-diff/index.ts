import { addDays } from '../../../src-renderer/model/isoDate'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { welch, type Sample } from '../../../src-renderer/stats/means'
import { scopedPlan } from '../../events/scopedPlan'
import { pText } from '../../../src-renderer/stats/pText'
import { signed } from '../charts'
import { confidenceOf } from '../finish'
import { readMeasure } from '../metrics'
import { CONFIDENCE_PARAMETER, MEASURE_PARAMETERS, METRIC_PARAMETER } from '../parameters'
import { COLUMNS, type Row } from './columns'
import definition from './definition.md?raw'
import { changeCtes, launchLeftOut, launchSql, SIDES } from './launchSql'
import { readLaunch } from './question'

type Side = RowOf<typeof SIDES>

const WORDS: Readonly<Record<string, string>> = { launch: 'Launch', placebo: 'Placebo, one period before' }

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const shares = readMeasure(values) === 'converted'
  const at = rows.findIndex((row) => row.comparison === 'launch')
  const launch = rows[at],
    placebo = rows.find((row) => row.comparison === 'placebo')
  const confidence = confidenceOf(values)
  const words = (row: Row | undefined): string =>
    row === undefined || row.difference === null || row.p === null
      ? 'not known'
      : `${signed(row.difference)}${shares ? ' points' : ''} (${pText(row.p)})`
  const warning =
    placebo !== undefined && placebo.p !== null && placebo.p < 1 - confidence
      ? ' The groups went apart before the launch already: the difference cannot be put down to it.'
      : ''
  return [
    {
      kind: 'interval',
      title: 'Difference in differences',
      rowLabel: 'Comparison',
      x: { label: shares ? 'Percentage points' : 'Difference', format: 'decimal' },
      summary:
        `The launch moved its group by ${words(launch)} more than the others; ` +
        `the placebo by ${words(placebo)}.${warning}`,
      rows: rows.map((row, index) => ({
        label: WORDS[row.comparison] ?? '',
        estimate: row.difference,
        low: row.low,
        high: row.high,
        ...(row.p === null ? {} : { detail: pText(row.p) }),
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
                y: launch[`${side}_${when}`],
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
      statement(
        changeCtes(question),
        `
SELECT user_key, "before", "after"
FROM change
WHERE comparison = ${literal(comparison)}
  AND is_treated = ${literal(column === 'treated_users')}
ORDER BY user_key`,
      ),
      undefined,
    ),
  }
}

export const diffInDiff: Analysis = {
  name: 'diff-in-diff',
  title: 'Launch',
  about: 'The effect of a launch on one group, compared with the others: difference in differences.',
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
      help:
        'Its value for the group that had the launch; empty for one called treated, test or new, ' +
        'else the first by name.',
    },
    CONFIDENCE_PARAMETER,
    ...COMMON_PARAMETERS.filter(({ name }) => !['from', 'to', 'compare'].includes(name)),
  ],
  columns: columnList(COLUMNS),
  refuses: {
    from: 'the launch and the days around it say which dates count',
    to: 'the launch and the days around it say which dates count',
    compare: 'it compares two groups before and after the launch itself',
  },
  estimates: { users: ['treated_users', 'control_users'] },
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
    const rows = rowsOf(SIDES, answer)
    const side = (comparison: string, treated: boolean): Side | undefined =>
      rows.find((row) => row.comparison === comparison && row.is_treated === treated)
    const sample = (row: Side | undefined): Sample => ({
      count: row?.users ?? 0,
      mean: row?.mean ?? 0,
      variance: row?.variance ?? 0,
    })
    const mean = (row: Side | undefined, name: 'mean_before' | 'mean_after'): number | null =>
      row === undefined ? null : unit * row[name]
    const shown = ['launch', 'placebo'].filter((comparison) => rows.some((row) => row.comparison === comparison))
    return declaredResult(
      COLUMNS,
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
    const row = rowsOf(COLUMNS, result).find((one) => one.comparison === 'launch')
    if (row === undefined) return []
    return [
      {
        label: 'Effect of the launch',
        value: row.difference,
        format: 'decimal',
        ...(row.p === null ? {} : { detail: pText(row.p) }),
      },
      { label: 'Users with it', value: row.treated_users, format: 'integer' },
      { label: 'Users without', value: row.control_users, format: 'integer' },
    ]
  },
  drill,
}
