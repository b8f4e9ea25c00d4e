import { LatheError } from '../../../src-renderer/model/error'
import { anyConditionSql, readConditions } from '../../../src-renderer/query/sql/condition'
import type { Analysis, Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS, scope } from '../../../src-renderer/query/sql/source'
import { ACTIVE_EVENTS } from '../active-users'
import { activeDaysSql, partitionRange } from '../../events/activeDays'
import { EVENT_ROW } from '../../events/eventRows'
import { activePopulation } from '../../events/populations'
import { scopedPlan } from '../../events/scopedPlan'
import { DAYS_BEFORE, anomaliesSql, readThresholds } from './anomaliesSql'
import { charts, kpis } from './charts'
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
  const active = readConditions(values['events'] ?? null, 'events')
  const range = partitionRange({ ...asked, fromDate: date, toDate: date }, 0, 0)
  if (values['metric'] !== 'events') {
    return {
      title: `Users active on ${date}`,
      kind: 'users',
      plan: scopedPlan(
        asked,
        `SELECT user_key FROM (${activeDaysSql(asked, active)}) WHERE date = ${dateLiteral(date)}`,
        range,
      ),
    }
  }
  return {
    title: `Events of ${date}`,
    kind: 'rows',
    plan: scopedPlan(
      asked,
      `SELECT ${EVENT_ROW} FROM ${asked.from}
WHERE ${asked.where} AND ${anyConditionSql(active, asked.source.columns)} AND local_date(ts) = ${dateLiteral(date)}
ORDER BY ts, _source`,
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
  columns: [
    { name: 'date', about: 'Local date.', format: 'date' },
    { name: 'value', about: 'Users active on the date, or events.', format: 'integer' },
    {
      name: 'mean_before',
      about: 'Mean of the 7 days before; empty where they reach before the data.',
      format: 'decimal',
    },
    {
      name: 'change_pct',
      about: 'Percentage above (below: negative) that mean; empty where it is 0.',
      format: 'percent',
    },
    {
      name: 'drop',
      about: 'medium or high where the date fell by more than the threshold; empty otherwise.',
      format: 'text',
    },
    { name: 'median', about: 'Median of the same weekdays before.', format: 'decimal' },
    { name: 'mad', about: 'Their median absolute deviation from it.', format: 'decimal' },
    { name: 'robust_z', about: '(value - median) / (1.4826 mad); empty where mad is 0.', format: 'decimal' },
    { name: 'expected_low', about: 'Where the band of usual values begins, not below 0.', format: 'decimal' },
    { name: 'expected_high', about: 'Where it ends.', format: 'decimal' },
    { name: 'outlier', about: 'True where robust_z is above the threshold, either way.', format: 'boolean' },
    {
      name: 'complete',
      about: 'False for a date that is not over, that of the newest event; it is never flagged.',
      format: 'boolean',
    },
    { name: 'current', about: 'True for the last complete date shown.', format: 'boolean' },
  ],
  reads: 'events',
  population: activePopulation('events'),
  plan(values, catalog, source) {
    const asked = scope(values, catalog, source)
    const thresholds = readThresholds(values)
    if (thresholds.highPct < thresholds.mediumPct) {
      throw new LatheError(
        'bad-parameter',
        `high_pct must be at least medium_pct (${thresholds.mediumPct}), not ${thresholds.highPct}.`,
        { parameter: 'high_pct', value: String(thresholds.highPct) },
      )
    }
    return scopedPlan(
      asked,
      anomaliesSql(
        asked,
        values['metric'] === 'events' ? 'events' : 'users',
        readConditions(values['events'] ?? null, 'events'),
        thresholds,
      ),
      partitionRange(asked, Math.max(DAYS_BEFORE, 7 * thresholds.weeks), 0),
      [`drops above ${thresholds.mediumPct} and ${thresholds.highPct} %, robust z above ${thresholds.z}`],
    )
  },
  charts,
  kpis,
  drill,
}
