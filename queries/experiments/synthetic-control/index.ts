import { addDays, daysBetween } from '../../../src-renderer/model/isoDate'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { formatValue } from '../../../src-renderer/chart/format'
import { pText } from '../../../src-renderer/stats/pText'
import { readAround } from '../../events/aroundDate'
import { behindSeries } from '../../trends/behindSeries'
import { ofTrends } from '../../trends/parameters'
import { populationOf } from '../../trends/population'
import { readQuestion } from '../../trends/question'
import { seriesPlan } from '../../trends/seriesPlan'
import { breakdownColumn } from '../../trends/trendsSql'
import { GROUP_NAMES } from '../diff-in-diff/question'
import { likelyColumn } from '../likelyColumn'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { finishSynthetic } from './finish'

const MOST_GROUPS = 100

const PARAMETERS: readonly ParameterSpec[] = [
  {
    name: 'measures',
    type: 'measures',
    label: 'Measure',
    default: [{ name: 'users', event: null, measure: 'users' }],
    max: 2,
    help: 'The figure that the launch may have changed; or a measure of the model.',
  },
  ...ofTrends('formula'),
  {
    name: 'launch',
    type: 'date',
    label: 'Launch',
    default: null,
    emptyMeans: 'The middle of the data',
    help: 'The first local date with the launch; empty for the middle of the data.',
  },
  {
    name: 'days',
    type: 'integer',
    label: 'Days after',
    default: 14,
    min: 1,
    max: 366,
    help: 'How many days from the launch on are looked at; fewer where the data have fewer.',
  },
  {
    name: 'days_before',
    type: 'integer',
    label: 'Days before',
    default: 56,
    min: 2,
    max: 1000,
    help: 'How many days before the launch the mix is fitted to; fewer where the data have fewer.',
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
    help: 'Its value for the group that had the launch.',
  },
  ...ofTrends('per_user_of'),
  ...COMMON_PARAMETERS.filter(({ name }) => !['from', 'to', 'compare'].includes(name)),
]

/** What was read, and the values as a question of Trends by day and group. */
interface Asked {
  readonly launch: string
  readonly group: string
  readonly treated: string
  readonly dated: ParameterValues
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
function readAsked(values: ParameterValues, catalog: Catalog, source: string | null): Asked {
  const own = scope(values, catalog, source)
  const { date: launch, days } = readAround({ ...values, days: values['days'] ?? 14 }, own, 'launch')
  const { firstDate } = own
  const most = typeof values['days_before'] === 'number' ? values['days_before'] : 56
  const before = firstDate === null ? most : Math.min(most, daysBetween(firstDate, launch))
  const group = likelyColumn(
    own.source.columns,
    values['group'],
    GROUP_NAMES,
    'group',
    'say which column tells groups with the launch from those without',
  )
  const treated = values['treated']
  if (typeof treated !== 'string' || treated === '')
    throw badParameter('treated', '', ': say which group had the launch: its value of the group column.')
  const dated = {
    ...values,
    interval: 'day',
    from: addDays(launch, -before),
    to: addDays(launch, days - 1),
    breakdown: [group.name],
    breakdown_limit: MOST_GROUPS,
    launch,
    group: group.name,
  }
  return { launch, group: group.name, treated, dated }
}

function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const after = rows.filter((row) => row.after)
  const [first] = after
  if (first === undefined) return []
  const effect = after.reduce((sum, row) => sum + row.effect, 0) / after.length
  return [
    {
      kind: 'line',
      title: 'The group with the launch, and the mix of the others',
      summary:
        `From ${first.date} on ${effect > 0 ? '+' : ''}${formatValue(effect, 'decimal')} a day against the mix ` +
        `(${pText(first.p)}, over all groups). The mix: ${first.mix}.`,
      x: { label: 'Date', type: 'date' },
      y: { label: 'Figure', format: 'decimal' },
      series: [
        {
          name: 'With the launch',
          points: rows.map(({ date, value, index }) => ({
            x: date,
            y: value,
            figure: { row: index, column: 'value' },
          })),
        },
        {
          name: 'Mix of the others',
          tone: 'compared',
          points: rows.map(({ date, synthetic }) => ({ x: date, y: synthetic })),
        },
      ],
    },
    {
      kind: 'line',
      title: 'Difference',
      summary: `Before ${first.date} it says how well the mix fits; after it, what the launch did.`,
      x: { label: 'Date', type: 'date' },
      y: { label: 'Difference', format: 'decimal' },
      series: [{ name: 'Difference', points: rows.map(({ date, effect: y }) => ({ x: date, y })) }],
    },
  ]
}

function kpis(result: ResultTable): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const after = rows.filter((row) => row.after)
  const [first] = after
  if (first === undefined) return []
  const sum = (pick: (row: (typeof rows)[number]) => number): number => after.reduce((all, row) => all + pick(row), 0)
  const [effect, synthetic] = [sum((row) => row.effect), sum((row) => row.synthetic)]
  return [
    { label: 'Effect a day', value: effect / after.length, format: 'decimal', detail: `${after.length} days after` },
    { label: 'In percent of the mix', value: synthetic === 0 ? null : (100 * effect) / synthetic, format: 'percent' },
    { label: 'p', value: first.p, format: 'decimal', about: 'Share of groups that went as far apart, for their fit.' },
  ]
}

/** What a day's figure counts in the group with the launch. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  if (column !== 'value') return null
  const { dated, group, treated } = readAsked(values, catalog, source)
  const question = readQuestion(dated, catalog, source)
  const [series] = question.series
  return series === undefined
    ? null
    : behindSeries(question, { ...row, series: series.name, [breakdownColumn(group)]: treated })
}

/** The effect of a launch on one group, against a mix of the others. */
export const syntheticControl: Analysis = {
  name: 'synthetic-control',
  title: 'Synthetic control',
  about: 'What a launch did to one group, against a mix of other groups that ran like it before.',
  grain: 'one row per date before and after the launch',
  definition,
  parameters: PARAMETERS,
  columns: columnList(COLUMNS),
  standsAlone: true,
  refuses: {
    from: 'the launch and the days around it say which dates count',
    to: 'the launch and the days around it say which dates count',
    compare: 'it holds a group against a mix of the others itself',
    breakdown: 'the groups are the values of the group column',
    breakdown_users: 'a user counts in each group of their events',
  },
  reads: 'events',
  population: (values, catalog, source) =>
    populationOf(readQuestion(readAsked(values, catalog, source).dated, catalog, source)),
  plan(values, catalog, source) {
    const { dated, launch, group } = readAsked(values, catalog, source)
    const question = readQuestion(dated, catalog, source)
    if (question.series.length !== 1)
      throw badParameter('measures', '', ': one figure is looked at: choose one measure, or a formula over two.')
    const plan = seriesPlan(question, dated)
    return {
      ...plan,
      notes: [...(plan.notes ?? []), `launch: ${launch}`, `groups: ${group}`],
      finish: { analysis: 'synthetic-control', values: dated },
    }
  },
  finish: finishSynthetic,
  drill,
  charts,
  kpis,
}
