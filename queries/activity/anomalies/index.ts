import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDays, activeSql, partitionRange, readActive } from '../../events/activeDays'
import { EVENT_ROW } from '../../events/eventRows'
import { eventsInScope, whereLines } from '../../events/eventsInScope'
import { activePopulation } from '../../events/populations'
import { scopedPlan } from '../../events/scopedPlan'
import { DAYS_BEFORE, anomaliesSql, readThresholds } from './anomaliesSql'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'

/** The users or events of a date. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const date = row['date']
  if (column !== 'value' || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  const active = readActive(values, 'events')
  const range = partitionRange({ ...asked, fromDate: date, toDate: date }, 0, 0)
  if (values['metric'] !== 'events') {
    return {
      title: `Users active on ${date}`,
      kind: 'users',
      plan: scopedPlan(
        asked,
        statement(
          activeDays(asked, active),
          `SELECT user_key
FROM active_days
WHERE date = ${dateLiteral(date)}`,
        ),
        range,
      ),
    }
  }
  return {
    title: `Events of ${date}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      statement(
        [eventsInScope(asked)],
        `SELECT ${EVENT_ROW}
FROM events_in_scope
WHERE ${whereLines(activeSql(asked, active), `local_date(ts) = ${dateLiteral(date)}`)}
ORDER BY ts, _source`,
      ),
      range,
    ),
  }
}

export const anomalies: Analysis = {
  name: 'anomalies',
  title: 'Anomalies',
  about: 'Days on which users or events fell, or lay outside what the same weekdays before make likely.',
  grain: 'one row per local date',
  definition,
  parameters: [
    {
      name: 'metric',
      type: 'choice',
      label: 'Figure',
      default: 'users',
      help: 'What is watched from day to day.',
      options: [
        { value: 'users', label: 'Active users', help: 'Different users a day.' },
        { value: 'events', label: 'Events', help: 'Events of users a day.' },
      ],
    },
    { ...ACTIVE_EVENTS, name: 'events', label: 'Events', help: 'The events that count; empty for any event.' },
    {
      name: 'medium_pct',
      type: 'number',
      label: 'Medium drop above',
      default: 15,
      min: 0,
      max: 100,
      help: 'Percent below the mean of the 7 days before.',
    },
    {
      name: 'high_pct',
      type: 'number',
      label: 'High drop above',
      default: 25,
      min: 0,
      max: 100,
      help: 'Percent below the mean of the 7 days before.',
    },
    {
      name: 'z_threshold',
      type: 'number',
      label: 'Unusual above',
      default: 3.5,
      min: 0.1,
      max: 100,
      more: true,
      help: 'Robust z score, either way, above which a day is unusual.',
    },
    {
      name: 'weeks',
      type: 'integer',
      label: 'Weeks looked back',
      default: 8,
      min: 1,
      max: 520,
      more: true,
      help: 'How many of the same weekdays before make the median.',
    },
    {
      name: 'least_weeks',
      type: 'integer',
      label: 'At least',
      default: 3,
      min: 1,
      max: 520,
      more: true,
      help: 'With fewer such weekdays in the data there is no robust z score.',
    },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  reads: 'events',
  population: activePopulation('events'),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const thresholds = readThresholds(values)
    if (thresholds.highPct < thresholds.mediumPct) {
      throw badParameter(
        'high_pct',
        String(thresholds.highPct),
        ` must be at least medium_pct (${thresholds.mediumPct}), not ${thresholds.highPct}.`,
      )
    }
    return scopedPlan(
      asked,
      anomaliesSql(asked, values['metric'] === 'events' ? 'events' : 'users', readActive(values, 'events'), thresholds),
      partitionRange(asked, Math.max(DAYS_BEFORE, 7 * thresholds.weeks), 0),
      [`drops above ${thresholds.mediumPct} and ${thresholds.highPct} %, robust z above ${thresholds.z}`],
    )
  },
  charts,
  kpis,
  drill,
}
