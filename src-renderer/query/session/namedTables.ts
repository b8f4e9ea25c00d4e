import type { NamedTable } from '../../engine/emptyTables'
import { hasUsersAlias, USERS, USERS_ALIAS } from '../../model/schema'
import { ALL_EVENTS } from '../sql/eventSource'
import { madeType, type ModelTables } from './modelViews'
import { visibleColumns } from './needs'

/** Every name that SQL may read, with its columns, and the unions over all event tables: what EmptyTables defines. */
export function namedTables({ tables, made }: ModelTables): {
  readonly named: readonly NamedTable[]
  readonly unions: readonly { readonly name: string; readonly schema: 'main' | 'model'; readonly of: string[] }[]
} {
  const named = tables.flatMap((table): NamedTable[] => {
    const { name } = table
    const columns = visibleColumns(table, []).map((one) => ({ name: one.name, sqlType: one.sqlType }))
    const byModel = made.get(name)?.map((one) => ({ name: one.name, sqlType: madeType(one) }))
    return [
      { name, schema: 'main', columns },
      ...(byModel === undefined ? [] : [{ name, schema: 'model', columns: [...columns, ...byModel] } as const]),
    ]
  })
  const aliases = hasUsersAlias(tables)
    ? named
        .filter((table) => table.name === USERS)
        .map((table): NamedTable => ({ ...table, name: USERS_ALIAS, aliasOf: USERS }))
    : []
  const events = tables.filter((table) => table.isEvents).map((table) => table.name)
  const unions = (['main', 'model'] as const).map((schema) => ({ name: ALL_EVENTS, schema, of: events }))
  return { named: [...named, ...aliases], unions: events.length === 0 ? [] : unions }
}

/** All columns that SQL may name of a table, as it is or by the model. */
export function namedColumns(table: string, modelled: ModelTables): NamedTable['columns'] {
  const columns = namedTables(modelled).named.flatMap((one) => (one.name === table ? one.columns : []))
  return columns.filter(({ name }, index) => columns.findIndex((other) => other.name === name) === index)
}
