import { formatValue } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { readUnit, UNIT, unitNumberSql, unitStartSql, type Unit } from '../../events/calendarUnit'
import { completeSpec, markOf, unitCompleteSql } from '../../events/completeness'
import { shownCalendar } from '../../events/dataDates'
import { userIdOf } from '../../events/eventRows'
import { onDatesSql, whereClause } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { pluralText } from '../../events/texts'
import { valueSequence } from '../valuePass'
import { readValues, valueColumn, valuedEvents, VALUE_EVENT, type ValueQuestion } from '../values'
import definition from './definition.md?raw'
import { countFirstTimes } from './kernel'

const COLUMNS = resultColumns({
  date: { about: 'The first date of the day, week or month.', format: 'date' },
  events: { about: 'Events with a value in it.', format: 'integer' },
  first_times: { about: "Those that are their user's first with their value.", format: 'integer' },
  first_pct: { about: 'The same in percent: how much is exploration.', format: 'percent', nullable: true },
  users: { about: 'Users with such an event.', format: 'integer' },
  explorers: { about: 'Those with a first time.', format: 'integer' },
  complete: completeSpec('day, week or month'),
})

/** WITH queries up to `dated_events` (user_key, ts, value, number, is_first) on the dates asked for. */
function toldEvents(values: ParameterValues, catalog: Catalog, source: string | null): readonly Cte[] {
  const question = readValues(values, catalog, source)
  return [
    ...valuedEvents(question),
    {
      name: 'told_events',
      about: "The same, and whether they are their user's first with their value",
      sql: `SELECT *, row_number() OVER (PARTITION BY user_key, value ORDER BY ts, _source) = 1 AS is_first
FROM valued_events`,
    },
    {
      name: 'dated_events',
      about: `Those on the dates asked for, with the number of their ${readUnit(values)}`,
      sql: `SELECT *, ${unitNumberSql('date', readUnit(values), question.scope.catalog)} AS number
FROM told_events${whereClause(onDatesSql('date', question.scope))}`,
    },
  ]
}

/** How much is exploration, and by how many. */
function charts(result: ResultTable): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result).map((row, index) => ({ ...row, index }))
  const events = rows.reduce((sum, row) => sum + row.events, 0)
  const first = rows.reduce((sum, row) => sum + row.first_times, 0)
  const x = { label: 'Date', type: 'date' } as const
  return [
    {
      kind: 'line',
      title: 'How much is done for the first time',
      summary:
        events === 0
          ? 'There is no such event on these dates.'
          : `${formatValue((100 * first) / events, 'percent')} of ${pluralText(events, 'event')} are a user's first with their value.`,
      x,
      y: { label: 'First times', format: 'percent', zero: true },
      series: [
        {
          name: 'First times',
          points: rows.map((row) => ({
            x: row.date,
            y: row.first_pct,
            figure: { row: row.index, column: 'first_times' },
            ...markOf(row),
          })),
        },
      ],
    },
    {
      kind: 'bar',
      layout: 'stacked',
      direction: 'vertical',
      title: 'First times and repeats',
      summary: `${pluralText(first, 'first time')}, ${pluralText(events - first, 'repeat')}.`,
      x,
      y: { label: 'Events', format: 'integer' },
      series: [
        {
          name: 'First times',
          points: rows.map((row) => ({
            x: row.date,
            y: row.first_times,
            figure: { row: row.index, column: 'first_times' },
            ...markOf(row),
          })),
        },
        {
          name: 'Repeats',
          points: rows.map((row) => ({
            x: row.date,
            y: row.events - row.first_times,
            figure: { row: row.index, column: 'events' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { date } = row
  if (typeof date !== 'string') return null
  const { scope } = readValues(values, catalog, source)
  const unit = readUnit(values)
  const isFirst = column === 'first_times' || column === 'explorers' ? '\n  AND is_first' : ''
  const on = `WHERE number = ${unitNumberSql(dateLiteral(date), unit, scope.catalog)}${isFirst}`
  const when = `the ${unit} of ${date}`
  const list: Readonly<Record<string, readonly [title: string, select: string]>> = {
    events: [`Events of ${when}`, 'rows'],
    first_times: [`First times of ${when}`, 'rows'],
    users: [`Users of ${when}`, 'users'],
    explorers: [`Users with a first time in ${when}`, 'users'],
  }
  const found = list[column]
  if (found === undefined) return null
  const [title, kind] = found
  return {
    title,
    kind: kind === 'users' ? 'users' : 'rows',
    plan: scopedPlan(
      scope,
      statement(
        toldEvents(values, catalog, source),
        kind === 'users'
          ? `SELECT user_key, count(DISTINCT value) AS different_values\nFROM dated_events\n${on}\nGROUP BY user_key`
          : `SELECT ${userIdOf('dated_events')}, ts, value, is_first\nFROM dated_events\n${on}\nORDER BY ts, _source`,
      ),
      undefined,
    ),
  }
}

/** WITH queries up to `units` (number, first_date, over_date). */
function shownUnits(scope: Scope, unit: Unit): readonly Cte[] {
  return [
    ...shownCalendar(scope),
    {
      name: 'units',
      about: `Each ${unit} shown`,
      sql: `SELECT DISTINCT
  ${unitNumberSql('date', unit, scope.catalog)} AS number,
  first_date,
  over_date
FROM calendar`,
    },
  ]
}

function firstSequence(question: ValueQuestion, unit: Unit, values: ParameterValues): Pick<QueryPlan, 'sequence'> {
  const { scope } = question
  const onDates = onDatesSql('local_date(ts)', scope)
  return valueSequence(question, 'key', {
    analysis: 'first-times',
    values,
    columns: {
      unit: { kind: 'number', sql: unitNumberSql('local_date(ts)', unit, scope.catalog) },
      ...(onDates === 'TRUE' ? {} : { on_dates: { kind: 'flag', sql: `(${onDates})` } }),
    },
    beside: statement(
      shownUnits(scope, unit),
      `SELECT
  number,
  ${unitStartSql('number', unit, scope.catalog)} AS date,
  ${unitCompleteSql('number', unit, scope.catalog)} AS complete
FROM units
ORDER BY number`,
    ),
    rule: "Each user's events are walked once in order of time; one with a value that the user has not had is a first time.",
  })
}

/** How much of what users do they do for the first time. */
export const firstTimes: Analysis = {
  name: 'first-times',
  title: 'First times',
  about: 'How much users do for the first time: new restaurants, features, creators.',
  grain: 'one row per day, week or month',
  definition,
  parameters: [
    VALUE_EVENT,
    valueColumn('First time with', 'The column whose values are new to a user, or not.', 'The event'),
    { ...UNIT, default: 'week' },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users', 'explorers'], amounts: ['events', 'first_times'] },
  reads: 'events',
  population: (values, catalog, source) => ({ which: readValues(values, catalog, source).which }),
  plan(values, catalog, source) {
    const question = readValues(values, catalog, source)
    const { scope } = question
    const unit = readUnit(values)
    const plan = scopedPlan(
      scope,
      statement(
        [
          ...toldEvents(values, catalog, source),
          ...shownUnits(scope, unit),
          {
            name: 'counted',
            about: `Events, first times and users by ${unit}`,
            sql: `SELECT
  number,
  count(*) AS events,
  count(*) FILTER (is_first) AS first_times,
  count(DISTINCT user_key) AS users,
  count(DISTINCT user_key) FILTER (is_first) AS explorers
FROM dated_events
GROUP BY number`,
          },
        ],
        `SELECT
  ${unitStartSql('number', unit, scope.catalog)} AS date,
  coalesce(events, 0) AS events,
  coalesce(first_times, 0) AS first_times,
  100 * first_times / events AS first_pct,
  coalesce(users, 0) AS users,
  coalesce(explorers, 0) AS explorers,
  ${unitCompleteSql('number', unit, scope.catalog)} AS complete
FROM units
LEFT JOIN counted USING (number)
ORDER BY number`,
      ),
      undefined,
    )
    return { ...plan, ...firstSequence(question, unit, values) }
  },
  kernel: countFirstTimes,
  drill,
  charts,
}
