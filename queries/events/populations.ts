import { anyConditionSql, conditionSql, readCondition, readConditions } from '../../src-renderer/query/sql/condition'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Population } from '../../src-renderer/query/contract/plan'
import { dateLiteral } from '../../src-renderer/query/sql/literal'
import { scope } from '../../src-renderer/query/sql/source'
import { activeDaysSql } from './activeDays'

type ReadPopulation = NonNullable<Analysis['population']>

/** Users active (by the events of a parameter, any where it is empty) on the dates asked for; with `from` null, up to the last of them. */
export function activePopulation(parameter = 'active_events', from?: null): ReadPopulation {
  return (values, catalog, source): Population => {
    const asked = scope(values, catalog, source)
    const active = readConditions(values[parameter] ?? null, parameter)
    const first = from === null ? null : asked.fromDate
    const dates = [
      ...(first === null ? [] : [`date >= ${dateLiteral(first, 'from')}`]),
      ...(asked.toDate === null ? [] : [`date <= ${dateLiteral(asked.toDate, 'to')}`]),
    ]
    return {
      which: anyConditionSql(active, asked.source.columns),
      from: first,
      users: `SELECT user_key FROM (${activeDaysSql(asked, active)})${dates.length === 0 ? '' : ` WHERE ${dates.join(' AND ')}`}`,
    }
  }
}

/** Users with an event of one of these parameters on the dates asked for; any event where one of them is empty. */
export function eventPopulation(...parameters: readonly string[]): ReadPopulation {
  return (values, catalog, source): Population => {
    const { columns } = scope(values, catalog, source).source
    const each = parameters.map((name) => conditionSql(readCondition(values[name] ?? null, name), columns))
    return { which: each.includes('TRUE') ? 'TRUE' : `(${each.join(' OR ')})` }
  }
}
