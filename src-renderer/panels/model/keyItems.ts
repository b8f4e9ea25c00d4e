import type { Catalog } from '../../query/contract/catalog'
import type { SearchItem } from '../analysis/fields/searchItems'

/** The columns of a table that may hold keys: its own ones, as a list offers them. */
export function keyItems(catalog: Catalog, table: string | null): readonly SearchItem[] {
  return (catalog.tables.find(({ name }) => name === table)?.columns ?? [])
    .filter(({ name }) => !name.startsWith('_') && name !== 'user_key')
    .map(({ name, type }) => ({ value: name, label: name, note: type }))
}
