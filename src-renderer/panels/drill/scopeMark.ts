import { filterSql, readFilter } from '../../query/sql/condition'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterValues } from '../../query/contract/parameter'
import { dateLiteral } from '../../query/sql/literal'
import { scope } from '../../query/sql/source'

/**
 * A condition over the event table that says which of a user's events the parameters' dates and filter take in; null
 * where that is all of them. Throws as scope().
 */
export function scopeMark(values: ParameterValues, catalog: Catalog, source: string | null): string | null {
  const asked = scope(values, catalog, source)
  const filter = filterSql(readFilter(values['filter']), asked.source.columns)
  const parts = [
    ...(filter === null ? [] : [filter]),
    ...(asked.fromDate === null ? [] : [`local_date(ts) >= ${dateLiteral(asked.fromDate, 'from')}`]),
    ...(asked.toDate === null ? [] : [`local_date(ts) <= ${dateLiteral(asked.toDate, 'to')}`]),
  ]
  return parts.length === 0 ? null : parts.join(' AND ')
}
