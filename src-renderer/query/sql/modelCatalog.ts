import type { ColumnSchema } from '../../model/schema'
import type { Catalog } from '../contract/catalog'

/**
 * The catalog with its tables as the workspace's model shows them: related and computed columns stand with the others,
 * and SQL reads the views that have them.
 */
export function modelCatalog(catalog: Catalog): Catalog {
  if (catalog.isByModel === true) return catalog
  return {
    ...catalog,
    isByModel: true,
    tables: catalog.tables.map((table) => ({
      ...table,
      columns: [
        ...table.columns,
        ...(table.made ?? []).map(({ name, type }): ColumnSchema => ({ name, type, source: name })),
      ],
    })),
  }
}
