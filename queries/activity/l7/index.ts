import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { AddUp } from '../../../src-renderer/query/contract/cte'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Condition } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDays, partitionRange, readActive } from '../../events/activeDays'
import { daySequence } from '../../events/activeDayPass'
import { completeSpec, completeSql, dateText, lastComplete, markOf } from '../../events/completeness'
import { calendar, isShownSql } from '../../events/dataDates'
import { whereLines } from '../../events/eventsInScope'
import { activePopulation } from '../../events/populations'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import { DAY_STOPS } from '../../events/spanStops'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { countBack } from './kernel'

const DEFAULT_DAYS = 7

function readDays(values: ParameterValues): number {
  return typeof values['days_ago'] === 'number' ? values['days_ago'] : DEFAULT_DAYS
}

const COLUMNS = resultColumns({
  date: { about: 'Local date.', format: 'date' },
  active_before: {
    about: 'Users active that many days before the date; empty where that lies before the data.',
    format: 'integer',
    nullable: true,
  },
  back: { about: 'Of them, those active on the date.', format: 'integer', nullable: true },
  back_pct: { about: 'Their percentage (0 to 100); empty when there are none.', format: 'percent', nullable: true },
  complete: completeSpec(),
})

/** Dates with the users of some days before: each active day meets the one that many days later. */
function l7Sql(asked: Scope, active: readonly Condition[], days: number): AddUp {
  const known = (column: string): string =>
    `CASE WHEN date - ${days} >= first_date THEN coalesce(${column}, 0) END::BIGINT AS ${column}`
  return {
    each: [
      ...activeDays(asked, active, 'MATERIALIZED'),
      {
        name: 'counted',
        about: `Users active ${days} days before each date, and those of them active on it`,
        sql: `SELECT
  earlier.date + ${days} AS date,
  count(*) AS active_before,
  count(later.user_key) AS back
FROM active_days AS earlier
LEFT JOIN active_days AS later ON later.user_key = earlier.user_key AND later.date = earlier.date + ${days}
GROUP BY 1`,
        adds: { by: ['date'], sums: ['active_before', 'back'] },
      },
    ],
    all: calendar(asked),
    select: `SELECT
  date,
  ${known('active_before')},
  ${known('back')},
  100 * back / active_before::DOUBLE AS back_pct,
  ${completeSql('date', 'date')} AS complete
FROM calendar
LEFT JOIN counted USING (date)
WHERE ${isShownSql(asked)}
ORDER BY date`,
  }
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const known = rows.map((row) => row.back_pct).filter((pct) => pct !== null)
  const days = readDays(values)
  return [
    {
      kind: 'line',
      title: `L${days}`,
      x: { label: 'Date', type: 'date' },
      y: { label: 'Back', format: 'percent', zero: true },
      summary:
        known.length === 0
          ? `No date has users who were active ${days} days before.`
          : `Between ${formatFixed(Math.min(...known), 1)} % and ${formatFixed(Math.max(...known), 1)} % of the users of ` +
            `${days} days ago were active on the date; dates without such users are gaps.`,
      series: [
        {
          name: `Active ${days} days ago and on the date`,
          points: rows.map((row, index) => ({
            x: row.date,
            y: row.back_pct,
            figure: { row: index, column: 'back' },
            ...markOf(row),
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const known = rowsOf(COLUMNS, result).flatMap((row) =>
    row.active_before === null ? [] : [{ ...row, active_before: row.active_before, back: row.back ?? 0 }],
  )
  const last = lastComplete(known)?.row
  if (last === undefined) return []
  // On a day that is not over, those who will still come back are missing.
  const over = known.filter((row) => row.complete)
  const rows = over.length === 0 ? known : over
  const sum = (column: 'active_before' | 'back'): number => rows.reduce((total, row) => total + row[column], 0)
  return [
    {
      label: `L${readDays(values)}`,
      value: last.back_pct,
      format: 'percent',
      detail: `${countText(last.back)} of ${countText(last.active_before)} users, ${dateText(last)}`,
    },
    {
      label: 'Over all complete dates',
      value: sum('active_before') === 0 ? null : (100 * sum('back')) / sum('active_before'),
      format: 'percent',
      detail: 'pooled',
    },
  ]
}

/** Users active k days before a date, and those of them who were active on it. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  if ((column !== 'active_before' && column !== 'back') || typeof date !== 'string' || row[column] === null) return null
  const asked = scope(values, catalog, source)
  const last = dateLiteral(date)
  const days = readDays(values)
  return {
    title:
      column === 'back'
        ? `Users active on ${date} and ${days} days before`
        : `Users active ${days} days before ${date}`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      statement(
        activeDays(asked, readActive(values)),
        `SELECT user_key, bool_or(date = ${last}) AS back
FROM active_days
WHERE date IN (${last}, ${last} - ${days})
GROUP BY user_key
HAVING ${whereLines(`bool_or(date = ${last} - ${days})`, column === 'back' ? `bool_or(date = ${last})` : null)}`,
      ),
      partitionRange({ ...asked, fromDate: date, toDate: date }, days, 0),
    ),
  }
}

export const l7: Analysis = {
  name: 'l7',
  title: 'L7',
  about: 'Share of the users active 7 days earlier who are active again, by date.',
  grain: 'one row per local date',
  definition,
  parameters: [
    {
      name: 'days_ago',
      type: 'integer',
      label: 'Days ago',
      default: DEFAULT_DAYS,
      min: 1,
      max: 366,
      stops: DAY_STOPS,
      help: 'How many days lie between the two dates that are compared.',
    },
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['active_before', 'back'] },
  reads: 'events',
  population: activePopulation(),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const active = readActive(values)
    const days = readDays(values)
    const range = partitionRange(asked, days, 0)
    return {
      ...scopedPlan(asked, l7Sql(asked, active, days), range, [activeNote(active.length)]),
      ...daySequence(asked, active, {
        analysis: 'l7',
        values,
        range,
        rule: "Each user's active days are walked once in order: each counts for the date so many days later, and it is looked whether that date is one of them.",
      }),
    }
  },
  kernel: (run) => countBack(run, readDays(run.values)),
  charts,
  kpis,
  drill,
}
