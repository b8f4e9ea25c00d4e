import type { ChangeSide, Figure, Unexplained } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { FilterTerm } from '../../../src-renderer/query/contract/filterTerm'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import { scope } from '../../../src-renderer/query/sql/source'
import { shownTerm } from '../../events/shownTerm'
import { unitStartDate } from '../../events/timeUnits'
import { addDays } from '../../../src-renderer/model/isoDate'
import { readUnit } from '../../events/calendarUnit'
import { usersMeasure } from '../activeMeasure'
import { dimensionColumn, dimensionNames, MISSING, OTHER } from './slicesSql'

/** The users or events of a slice as a measure of its unit; who is new is told by all that came before. */
export function sliceSide(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): ChangeSide | Unexplained {
  const from = row['date']
  if (typeof from !== 'string' || (column !== 'users' && column !== 'events'))
    return { why: `${column} is no number of users or events of the dates alone; choose users or events` }
  const measure = usersMeasure(column, values, column === 'users' ? 'users' : 'count')
  if ('why' in measure) return measure
  const asked = scope(values, catalog, source)
  const terms = dimensionNames(values).flatMap((name): readonly (FilterTerm | null)[] => {
    const value = row[dimensionColumn(name)] ?? null
    const of = columnNamed(name, asked.source.columns)
    return value === null ? [] : [shownTerm(of, String(value), { none: MISSING, other: OTHER })]
  })
  const which = terms.filter((term) => term !== null)
  if (which.length < terms.length) return { why: '"Other" stands for several values' }
  const to = addDays(unitStartDate(from, readUnit(values), asked.catalog.weekStart, 1), -1)
  if (column === 'users') return { ...measure, from, to, which }
  // Events are counted of users alone.
  if (asked.entity.length > 0) return { why: 'events of others than users are not divided here; choose users' }
  return { ...measure, from, to, which: [...which, { column: 'user_id', op: 'is not null' }] }
}
