import type { Analysis } from '../query/contract/analysis'
import type { CatalogTable } from '../query/contract/catalog'
import type { FamilyPanel } from '../query/contract/family'

/** The panels among which the first one is chosen, in the navigation's order. */
type Panels = readonly (Pick<FamilyPanel, 'name'> & { readonly tabs: readonly Pick<Analysis, 'reads'>[] })[]

/**
 * The page that shows most of a workspace that nobody has looked at yet: the overview for a log of events; for plain
 * tables the first panel that asks for one of them by name, else the tables themselves.
 */
export function firstPanel(tables: readonly Pick<CatalogTable, 'name' | 'kind'>[], panels: Panels): string {
  if (tables.length === 0 || tables.some((table) => table.kind === 'events')) return 'overview'
  const names = new Set(tables.map((table) => table.name))
  const reader = panels.find(({ tabs }) =>
    tabs.some(({ reads }) => reads !== 'events' && reads.tables.some((table) => names.has(table))),
  )
  return reader?.name ?? 'tables'
}
