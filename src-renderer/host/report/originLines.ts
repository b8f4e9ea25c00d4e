import { formatCount } from '../../chart/format'
import { datesOf } from '../../model/dateRanges'
import { dataDates } from '../../query/analysis/scopeParameters'
import type { Catalog } from '../../query/contract/catalog'
import type { Scope } from '../../query/contract/view'
import type { SourceEntry } from '../../store/manifest'
import { scopeText } from '../dashboard/tileText'
import { sourcesOfTables } from './makeReport'

/** File names that are said. */
const MOST_NAMED = 3

/** Below a picture: whom and when it is of, and the files that it comes from. */
export function originLines(
  scope: Scope,
  tables: readonly string[],
  { catalog, sources }: { readonly catalog: Catalog; readonly sources: readonly SourceEntry[] },
): readonly string[] {
  const names = [...new Set(sourcesOfTables(tables, sources).map(({ name }) => name))]
  const more = names.length - MOST_NAMED
  const shown = `${names.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${formatCount(more)} more` : ''}`
  const dates = datesOf(scope.dates ?? 'all', dataDates(catalog).maxDate)
  return [scopeText({ ...scope, dates }, catalog), ...(names.length === 0 ? [] : [`Source: ${shown}`])]
}
