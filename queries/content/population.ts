import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { Population } from '../../src-renderer/query/contract/plan'
import { identifier } from '../../src-renderer/query/sql/literal'
import { scope } from '../../src-renderer/query/sql/source'
import { eventSql, likelyColumn } from '../events/contentColumns'

/** Users with one of these events about something that the column names, where there is such a column. */
export function contentPopulation(
  kinds: readonly string[],
  parameter: 'content' | 'creator' | null = 'content',
): NonNullable<Analysis['population']> {
  return (values, catalog, source): Population => {
    const asked = scope(values, catalog, source)
    const column = parameter === null ? null : likelyColumn(asked, values, parameter)
    const events = kinds.map((kind) => eventSql(asked, values, kind))
    const which = [
      ...(kinds.length === 0 || events.includes('TRUE') ? [] : [`(${events.join(' OR ')})`]),
      ...(column === null ? [] : [`${identifier(column.name)} IS NOT NULL`]),
    ]
    return { which: which.length === 0 ? 'TRUE' : which.join(' AND ') }
  }
}
