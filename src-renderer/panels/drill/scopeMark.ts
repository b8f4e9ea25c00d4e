import { dateLiteral } from '../../query/literal'
import type { Catalog, ParameterValues } from '../../query/definition'
import { scope } from '../../query/source'
import type { ScopeMark } from './personPlans'

/** What the parameters of an answer say of events: which of a user's are counted. Null where all of them are. Throws as scope(). */
export function scopeMark(values: ParameterValues, catalog: Catalog, source: string | null): ScopeMark | null {
  const asked = scope(values, catalog, source)
  const filter = values['filter']
  const filtered = Array.isArray(filter) ? filter.length > 0 : filter !== null && filter !== undefined
  if (asked.fromDate === null && asked.toDate === null && !filtered) return null
  const where = [
    filtered ? `(${asked.where})` : 'TRUE',
    ...(asked.fromDate === null ? [] : [`local_date(ts) >= ${dateLiteral(asked.fromDate, 'from')}`]),
    ...(asked.toDate === null ? [] : [`local_date(ts) <= ${dateLiteral(asked.toDate, 'to')}`]),
  ]
  // A condition that selects users looks at other events than the page's.
  return { where: where.join(' AND '), needsAll: filtered && /\bFROM\b(?!\s+main\.users\b)/i.test(asked.where) }
}
