import { ofElapsedTime } from '../../events/oneZone'
import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { completeSpec, markOf } from '../../events/completeness'
import { DAY_NUMBER } from '../../events/dataDates'
import { userIdOf } from '../../events/eventRows'
import { scopedPlan } from '../../events/scopedPlan'
import { shownDaysSql } from '../../events/shownDays'
import { countText, pluralText } from '../../events/texts'
import { valueSequence } from '../valuePass'
import definition from './definition.md?raw'
import { countBursts, measureBursts } from './kernel'
import { BURST_PARAMETERS, bursts as burstsOf, burstsSql, readBursts, wholeSql, type BurstQuestion } from './sql'

const COLUMNS = resultColumns({
  date: { about: 'The local date on which bursts begin.', format: 'date' },
  users: { about: 'Users with such an event on it.', format: 'integer' },
  burst_users: { about: 'Users with a burst that begins on it.', format: 'integer' },
  burst_pct: { about: 'The same in percent of the users.', format: 'percent', nullable: true },
  bursts: { about: 'Bursts that begin on it.', format: 'integer' },
  events_per_burst: { about: 'Events in a burst, on average.', format: 'decimal', nullable: true },
  complete: completeSpec(),
})
const WHOLE = resultColumns({
  users: { about: 'Users with such an event.', format: 'integer' },
  burst_users: { about: 'Users with a burst.', format: 'integer' },
  bursts: { about: 'Bursts.', format: 'integer' },
  median_values: { about: 'Different values in a burst.', format: 'decimal', nullable: true },
  median_seconds: { about: 'How long a burst lasts.', format: 'seconds', nullable: true },
})

/** Bursts by date, and the share of users who have one. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const bursts = rows.reduce((sum, row) => sum + row.bursts, 0)
  const x = { label: 'Date', type: 'date' } as const
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Bursts by the date on which they begin',
      summary: bursts === 0 ? 'There is none on these dates.' : `${pluralText(bursts, 'burst')} on these dates.`,
      x,
      y: { label: 'Bursts', format: 'integer' },
      series: [
        {
          name: 'Bursts',
          points: rows.map((row) => ({
            x: row.date,
            y: row.bursts,
            figure: { row: row.index, column: 'bursts' },
            ...markOf(row),
          })),
        },
      ],
    },
    {
      kind: 'line',
      title: 'Users who begin a burst',
      summary: 'In percent of those with such an event on the date.',
      x,
      y: { label: 'Share of users', format: 'percent', zero: true },
      series: [
        {
          name: 'Share of users',
          points: rows.map((row) => ({
            x: row.date,
            y: row.burst_pct,
            figure: { row: row.index, column: 'burst_users' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function kpis(_result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const whole = more === null ? undefined : rowsOf(WHOLE, more)[0]
  const waiting = more === null
  const share = whole === undefined || whole.users === 0 ? null : (100 * whole.burst_users) / whole.users
  return [
    {
      label: 'Users with a burst',
      value: share,
      format: 'percent',
      waiting,
      detail: whole === undefined ? '' : `${countText(whole.burst_users)} of ${pluralText(whole.users, 'user')}`,
    },
    {
      label: 'Bursts',
      value: whole?.bursts ?? null,
      format: 'integer',
      waiting,
      detail:
        whole === undefined || whole.burst_users === 0
          ? ''
          : `${formatValue(whole.bursts / whole.burst_users, 'decimal')} for each of them`,
    },
    {
      label: 'Different values',
      value: whole?.median_values ?? null,
      format: 'decimal',
      waiting,
      detail: 'half have at most so many',
    },
    { label: 'A burst lasts', value: whole?.median_seconds ?? null, format: 'seconds', waiting, detail: 'the median' },
  ]
}

/** The bursts of a date, their users, or the users of the date. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { date } = row
  if (typeof date !== 'string' || !['users', 'burst_users', 'bursts'].includes(column)) return null
  const question = readBursts(values, catalog, source)
  const on = `WHERE date = ${dateLiteral(date)}`
  const list: Readonly<Record<string, readonly [title: string, select: string]>> = {
    users: [`Users of ${date}`, `SELECT user_key, count(*) AS events\nFROM valued_events\n${on}\nGROUP BY user_key`],
    burst_users: [
      `Users with a burst that begins on ${date}`,
      `SELECT user_key, count(*) AS bursts\nFROM bursts\n${on}\nGROUP BY user_key`,
    ],
    bursts: [
      `Bursts that begin on ${date}`,
      `SELECT ${userIdOf('bursts')}, from_ts, to_ts, events, value_count AS different_values
FROM bursts
${on}
ORDER BY events DESC, from_ts, user_key`,
    ],
  }
  const [title, select] = list[column] ?? ['', '']
  return {
    title,
    kind: column === 'bursts' ? 'rows' : 'users',
    plan: scopedPlan(question.scope, statement(burstsOf(question), select), undefined),
  }
}

function burstSequence(
  question: BurstQuestion,
  values: ParameterValues,
  more: { readonly ofKpis?: true } = {},
): Pick<QueryPlan, 'sequence'> {
  return valueSequence(question, 'key', {
    ...more,
    analysis: 'bursts',
    values,
    columns: { date: { kind: 'number', sql: DAY_NUMBER } },
    beside: shownDaysSql(question.scope),
    rule: "Each user's events are walked once in order of time: from each on it is counted what the time after it holds, and times that hold enough are joined where they touch.",
  })
}

/** Users who do much in a short time: binges. */
export const bursts: Analysis = {
  name: 'bursts',
  title: 'Bursts',
  about: 'Who does much in a short time: three episodes in a day, ten items in an hour.',
  grain: 'one row per local date',
  definition,
  parameters: [...BURST_PARAMETERS, ...COMMON_PARAMETERS],
  columns: columnList(COLUMNS),
  estimates: { users: ['users', 'burst_users'], amounts: ['bursts'], kpis: ['users', 'burst_users', 'bursts'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: (values, catalog, source) => ({ which: readBursts(values, catalog, source).which }),
  plan(values, catalog, source) {
    const question = readBursts(values, catalog, source)
    return { ...scopedPlan(question.scope, burstsSql(question), undefined), ...burstSequence(question, values) }
  },
  kpiPlan(values, catalog, source) {
    const question = readBursts(values, catalog, source)
    return {
      ...scopedPlan(question.scope, wholeSql(question), undefined),
      ...burstSequence(question, values, { ofKpis: true }),
    }
  },
  kernel: countBursts,
  kpiKernel: measureBursts,
  drill,
  charts,
  kpis,
}
