import { conditionSql, readCondition } from '../../src-renderer/query/sql/condition'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Population } from '../../src-renderer/query/contract/plan'
import { scope } from '../../src-renderer/query/sql/source'
import { statement } from '../../src-renderer/query/sql/statement'
import { activeDays, activeSql, readActive } from './activeDays'
import { onDatesSql, whereClause } from './eventsInScope'

type ReadPopulation = NonNullable<Analysis['population']>

/**
 * Users active (by the events of a parameter, any where it is empty) on the dates asked for; with `from` null, up to
 * the last of them.
 */
export function activePopulation(parameter = 'active_events', from?: null): ReadPopulation {
  return (values, catalog, source): Population => {
    const asked = scope(values, catalog, source)
    const active = readActive(values, parameter)
    const first = from === null ? null : asked.fromDate
    return {
      which: activeSql(asked, active),
      from: first,
      users: statement(
        activeDays(asked, active),
        `SELECT user_key\nFROM active_days${whereClause(onDatesSql('date', { ...asked, fromDate: first }))}`,
      ),
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
