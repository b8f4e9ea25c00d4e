import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { ACTIVE_EVENTS } from '../active-users'
import { activeSql, partitionRange, readActive } from '../../events/activeDays'
import { lastDayNote } from '../../events/completeness'
import { scopedPlan } from '../../events/scopedPlan'
import { countText } from '../../events/texts'
import { readTimeUnit, TIME_UNIT } from '../../events/clockUnit'
import { STICKINESS_SEARCH } from '../otherTools'
import definition from './definition.md?raw'
import { readMinTimes, readPeriod, stickinessSql, userUnits } from './sql'

const COLUMNS = resultColumns({
  days: { about: 'Number of different active days (or weeks, or months: the unit) in the period.', format: 'integer' },
  users: { about: 'Users active on exactly that many; with count at-least, on that many or more.', format: 'integer' },
})

/** The users behind a number of days, with the days of each. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const days = row['days']
  if (column !== 'users' || typeof days !== 'number') return null
  const asked = scope(values, catalog, source)
  const atLeast = values['count'] === 'at-least'
  return {
    title: `Users active on ${atLeast ? 'at least' : 'exactly'} ${days} ${readTimeUnit(values)}${days === 1 ? '' : 's'}`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      statement(
        userUnits(asked, values),
        `SELECT user_key, days AS active_${readTimeUnit(values)}s
FROM active_users
WHERE days ${atLeast ? '>=' : '='} ${literal(days)}`,
      ),
      partitionRange(asked, 0, 0),
    ),
  }
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const unit = readTimeUnit(values)
  const rows = rowsOf(COLUMNS, result)
  const atLeast = values['count'] === 'at-least'
  const exactly = rows.map((row, index) => (atLeast ? row.users - (rows[index + 1]?.users ?? 0) : row.users))
  const total = exactly.reduce((sum, users) => sum + users, 0)
  const active = rows.reduce((sum, row, index) => sum + (exactly[index] ?? 0) * row.days, 0)
  const oncePct = (100 * (exactly[0] ?? 0)) / total
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Stickiness',
      summary:
        total === 0
          ? 'Nobody was active in these dates.'
          : `${countText(total)} users were active on ${formatFixed(active / total, 1)} of ${rows.length} ${unit}s ` +
            `on average; ${formatFixed(oncePct, 1)} % of them on one only.`,
      x: { label: `Active ${unit}s`, type: 'number' },
      y: { label: 'Users', format: 'integer' },
      series: [
        {
          name: `Users active on ${atLeast ? 'at least' : 'exactly'} so many ${unit}s`,
          points: rows.map((row, index) => ({ x: row.days, y: row.users, figure: { row: index, column: 'users' } })),
        },
      ],
    },
  ]
}

export const stickiness: Analysis = {
  name: 'stickiness',
  title: 'Stickiness',
  about: 'How many days of a period users were active.',
  grain: 'one row per number of active days',
  definition,
  parameters: [
    TIME_UNIT,
    {
      name: 'period',
      type: 'integer',
      label: 'Period',
      default: null,
      min: 1,
      max: 3660,
      help:
        'How many units up to the last date are looked at when no first date is chosen; ' +
        'empty for 60 minutes, 24 hours, 28 days, 12 weeks or 12 months.',
    },
    {
      name: 'min_times',
      type: 'integer',
      label: 'At least so many times',
      default: 1,
      min: 1,
      max: 1_000_000,
      more: true,
      help: 'How many (active) events a user needs in a day (or whatever the unit is) for it to count.',
    },
    {
      name: 'count',
      type: 'choice',
      label: 'Count',
      default: 'exactly',
      help: 'Users active on exactly so many days, or on so many and more.',
      options: [
        { value: 'exactly', label: 'Exactly', help: 'Each user counts once, at their own number.' },
        { value: 'at-least', label: 'At least', help: 'Each user counts at their own number and at all below.' },
      ],
    },
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users'] },
  reads: 'events',
  otherTools: STICKINESS_SEARCH,
  population(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return {
      which: activeSql(asked, readActive(values)),
      users: statement(userUnits(asked, values), 'SELECT user_key\nFROM active_users'),
    }
  },
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const unit = readTimeUnit(values)
    const least = readMinTimes(values)
    return scopedPlan(asked, stickinessSql(asked, values), partitionRange(asked, 0, 0), [
      asked.fromDate === null ? `period: ${readPeriod(values, unit)} ${unit}s` : `period: from ${asked.fromDate}`,
      ...(least === 1 ? [] : [`active: at least ${least} times in the ${unit}`]),
      ...lastDayNote(asked),
    ])
  },
  charts,
  drill,
}
