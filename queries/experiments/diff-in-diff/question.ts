import type { ColumnSchema } from '../../../src-renderer/model/schema'
import { conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { readAround } from '../../events/aroundDate'
import { likelyColumn } from '../likelyColumn'
import { readMeasure, valueColumn, type Measure } from '../metrics'

export const GROUP_NAMES = [
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
  const { columns } = asked.source
  const { date: launch, days, dateText, daysText } = readAround(values, asked, 'launch')
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
    notes: [`launch: ${dateText}`, `days: ${daysText}`, `group: ${group.name}`],
  }
}
