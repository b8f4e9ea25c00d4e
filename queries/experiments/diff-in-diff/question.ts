import { LatheError } from '../../../src-renderer/model/error'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import type { ColumnSchema } from '../../../src-renderer/model/schema'
import { conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { addDays, daysBetween, isIsoDate } from '../../../src-renderer/model/isoDate'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { likelyColumn } from '../likelyColumn'
import { readMeasure, valueColumn, type Measure } from '../metrics'

const GROUP_NAMES = [
  'market',
  'country',
  'region',
  'city',
  'group',
  'treated',
  'variant',
  'platform',
  'plan',
  'segment',
]

/** A launch's question, read and checked. */
export interface LaunchQuestion {
  readonly scope: Scope
  /** First local date with the launch. */
  readonly launch: string
  /** Local days before and after that are compared. */
  readonly days: number
  readonly group: ColumnSchema
  /** The group that had the launch; null for the one that is called so. */
  readonly treated: string | null
  readonly measure: Measure
  readonly eventSql: string
  readonly value: ColumnSchema | null
  readonly notes: readonly string[]
}

/** Throws `bad-parameter` and `not-found`. */
export function readLaunch(values: ParameterValues, catalog: Catalog, source: string | null): LaunchQuestion {
  const asked = scope(values, catalog, source)
  const { columns, minDate } = asked.source
  const { lastDate, overDate } = asked
  if (minDate === null || lastDate === null || overDate === null)
    throw new LatheError('not-found', 'There are no events yet; import a log first.', {
      what: 'table',
      name: asked.source.table ?? 'all_events',
    })
  const given = typeof values['launch'] === 'string' && isIsoDate(values['launch']) ? values['launch'] : null
  const launch = given ?? addDays(minDate, Math.ceil(daysBetween(minDate, lastDate) / 2))
  const [before, after] = [daysBetween(minDate, launch), daysBetween(launch, overDate) + 1]
  if (before < 1 || after < 1)
    throw badParameter(
      'launch',
      launch,
      `: ${launch} leaves no whole days on both sides; ` +
        `the data go from ${minDate} to ${lastDate}${lastDate === overDate ? '' : ', which is not over'}.`,
    )
  const wanted = typeof values['days'] === 'number' ? values['days'] : 14
  const days = Math.min(wanted, before, after)
  const measure = readMeasure(values)
  const group = likelyColumn(
    columns,
    values['group'],
    GROUP_NAMES,
    'group',
    'say which column tells users with the launch from those without',
  )
  return {
    scope: asked,
    launch,
    days,
    group,
    treated: typeof values['treated'] === 'string' && values['treated'] !== '' ? values['treated'] : null,
    measure,
    eventSql: conditionSql(readCondition(values['metric'] ?? null, 'metric'), columns),
    value: measure === 'sum' ? valueColumn(columns, values) : null,
    notes: [
      `launch: ${launch}${given === null ? ', the middle of the data' : ''}`,
      `days: ${days}${days < wanted ? `, as many as the data have on both sides` : ''}`,
      `group: ${group.name}`,
    ],
  }
}
