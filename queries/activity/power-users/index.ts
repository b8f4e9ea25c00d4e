import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { dayToIso, isoToDay } from '../../../src-renderer/model/zone'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { ACTIVE_EVENTS } from '../active-users'
import { activeSql, partitionRange, readActive } from '../../events/activeDays'
import { lastDayNote } from '../../events/completeness'
import { activeNote, scopedPlan } from '../../events/scopedPlan'
import { countText } from '../../events/texts'
import definition from './definition.md?raw'
import { DEFAULT_WINDOW, powerUsersSql, readWindow, windowUsers } from './sql'

const COLUMNS = resultColumns({
  days: { about: 'Number of active days in the window.', format: 'integer' },
  users: { about: 'Users active on exactly that many.', format: 'integer' },
  share_pct: {
    about: 'Their percentage (0 to 100) of all users active in the window.',
    format: 'percent',
    nullable: true,
  },
  users_at_least: { about: 'Users active on that many days or more.', format: 'integer' },
  at_least_pct: { about: 'Their percentage.', format: 'percent', nullable: true },
})

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = rowsOf(COLUMNS, result)
  const total = rows[0]?.users_at_least ?? 0
  const window = readWindow(values)
  const often = Math.ceil(window * 0.75)
  const oftenPct = rows[often - 1]?.at_least_pct ?? 0
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Power user curve',
      x: { label: `Active days of ${window}`, type: 'number' },
      y: { label: 'Share of users', format: 'percent' },
      summary:
        total === 0
          ? 'Nobody was active in these days.'
          : `Of ${countText(total)} users of the last ${window} days, ${formatFixed(oftenPct, 1)} % were active on ` +
            `${often} days or more.`,
      series: [
        {
          name: 'Share of users',
          points: rows.map((row, index) => ({
            x: row.days,
            y: row.share_pct,
            figure: { row: index, column: 'users' },
          })),
        },
      ],
    },
  ]
}

function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const total = rows[0]?.users_at_least ?? 0
  const half = rows[Math.ceil(readWindow(values) / 2) - 1]
  const every = rows.at(-1)
  if (total === 0 || half === undefined || every === undefined) return []
  const days = rows.reduce((sum, row) => sum + row.days * row.users, 0)
  return [
    { label: 'Users', value: total, format: 'integer', detail: `active in ${readWindow(values)} days` },
    { label: 'Mean active days', value: days / total, format: 'decimal', detail: `of ${readWindow(values)}` },
    {
      label: 'On half the days or more',
      value: half.at_least_pct,
      format: 'percent',
      detail: `${countText(half.users_at_least)} users on ${half.days} days or more`,
    },
    { label: 'On every day', value: every.users, format: 'integer' },
  ]
}

/** The users of a bar, or of a bar and all to its right. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const days = row['days']
  if ((column !== 'users' && column !== 'users_at_least') || typeof days !== 'number') return null
  const asked = scope(values, catalog, source)
  const atLeast = column === 'users_at_least'
  return {
    title: `Users active on ${atLeast ? 'at least ' : ''}${days} of the last ${readWindow(values)} days`,
    kind: 'users',
    plan: scopedPlan(
      asked,
      statement(
        windowUsers(asked, values),
        `SELECT user_key, days AS active_days, last_active
FROM active_users
WHERE days ${atLeast ? '>=' : '='} ${literal(days)}`,
      ),
      partitionRange({ ...asked, fromDate: asked.toDate }, readWindow(values), 0),
    ),
  }
}

export const powerUsers: Analysis = {
  name: 'power-users',
  title: 'Power users',
  about: 'On how many of the last 28 days each user was active: the power user curve.',
  grain: 'one row per number of active days',
  definition,
  parameters: [
    {
      name: 'window_days',
      type: 'integer',
      label: 'Days',
      default: DEFAULT_WINDOW,
      min: 2,
      max: 366,
      help: 'The days that are looked at, the last of them To (or the last in the data).',
    },
    { ...ACTIVE_EVENTS, more: true },
    ...COMMON_PARAMETERS.filter((spec) => spec.name !== 'from'),
  ],
  columns: columnList(COLUMNS),
  refuses: { from: 'the window ends with the last date and is as long as its own number of days' },
  estimates: { users: ['users', 'users_at_least'] },
  reads: 'events',
  population(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const last = asked.toDate ?? asked.lastDate
    return {
      which: activeSql(asked, readActive(values)),
      from: last === null ? null : dayToIso(isoToDay(last) - readWindow(values) + 1),
      users: statement(windowUsers(asked, values), 'SELECT user_key\nFROM active_users'),
    }
  },
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    return scopedPlan(
      asked,
      powerUsersSql(asked, values),
      partitionRange({ ...asked, fromDate: asked.toDate }, readWindow(values), 0),
      [activeNote(readActive(values).length), ...lastDayNote(asked)],
    )
  },
  charts,
  kpis,
  drill,
}
