import type { Analysis } from '../query/contract/analysis'
import type { CatalogTable } from '../query/contract/catalog'
import { ANALYSIS_PANELS } from '../panels/analysis/analysisPanels'

/**
 * The page that shows most of a workspace that nobody has looked at yet: the first panel for a log of events; for plain
 * tables the first panel that asks for one of them by name, else the tables themselves.
 */
export function firstPanel(
  tables: readonly Pick<CatalogTable, 'name' | 'kind'>[],
  analyses: readonly Pick<Analysis, 'name' | 'reads'>[],
): string {
  const [first] = ANALYSIS_PANELS
  if (first === undefined) return 'tables'
  if (tables.length === 0 || tables.some((table) => table.kind === 'events')) return first.name
  const names = new Set(tables.map((table) => table.name))
  const reader = ANALYSIS_PANELS.find((panel) =>
    analyses.some(
      ({ name, reads }) =>
        panel.analyses.includes(name) && reads !== 'events' && reads.tables.some((table) => names.has(table)),
    ),
  )
  return reader?.name ?? 'tables'
}
