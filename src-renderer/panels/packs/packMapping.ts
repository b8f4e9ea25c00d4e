import { lackedColumns, likelyTable, matchPack, type PackNames } from '../../host/packs/matchPack'
import { isLatheError } from '../../model/error'
import type { CatalogTable } from '../../query/contract/catalog'
import type { Pack, PackColumn, PackTable } from '../../query/contract/pack'

/** A column that was not found, and those that it may be. */
interface MappedColumn {
  readonly expected: PackColumn
  /** As names say it: `videos.video_id`. */
  readonly key: string
  readonly value: string | null
  readonly choices: readonly string[]
}

/** A table of a pack, and what it is here. */
export interface MappedTable {
  readonly expected: PackTable
  /** The table that was found or chosen, though it may lack columns; null for none. */
  readonly table: string | null
  /** It has all that it must have. */
  readonly fits: boolean
  /** Why there is none. */
  readonly why: string | null
  readonly choices: readonly string[]
  readonly columns: readonly MappedColumn[]
}

/** Names without those that this workspace lacks by now. */
function present(said: PackNames, tables: readonly CatalogTable[], pack: Pack): PackNames {
  const kept = Object.entries(said).filter(([key, value]) => {
    const [table, column] = key.split('.')
    if (column === undefined) return tables.some((one) => one.name === value)
    const of = tables.filter((one) => said[table ?? ''] === undefined || one.name === said[table ?? ''])
    return of.some((one) => [...one.columns, ...(one.made ?? [])].some(({ name }) => name === value))
  })
  const names = Object.fromEntries(kept)
  try {
    matchPack(pack, tables, names)
    return names
  } catch (error) {
    // A column of another table than the one that is found now.
    if (!isLatheError(error, 'not-found')) throw error
    return Object.fromEntries(kept.filter(([key]) => !key.includes('.')))
  }
}

/** What a pack's tables are in a workspace, where `said` names some. */
export function packMapping(pack: Pack, tables: readonly CatalogTable[], said: PackNames): readonly MappedTable[] {
  const names = present(said, tables, pack)
  return matchPack(pack, tables, names).map(({ expected, table, why }) => {
    const own = likelyTable(expected, tables, names)
    const lacked = own === null ? [] : lackedColumns(expected, own, names)
    const told = expected.columns.filter(({ name }) => names[`${expected.name}.${name}`] !== undefined)
    return {
      expected,
      table: own?.name ?? null,
      fits: table !== null,
      why,
      choices: tables.filter((one) => expected.kind !== 'events' || one.kind === 'events').map(({ name }) => name),
      columns: expected.columns
        .filter((column) => lacked.includes(column) || told.includes(column))
        .map((column) => ({
          expected: column,
          key: `${expected.name}.${column.name}`,
          value: names[`${expected.name}.${column.name}`] ?? null,
          choices: [...(own?.columns ?? []), ...(own?.made ?? [])].map(({ name }) => name),
        })),
    }
  })
}

/** What stands in the way of opening a pack; null where nothing does. */
export function packLacks(mapped: readonly MappedTable[]): string | null {
  const lacking = mapped.filter(({ fits, expected }) => !fits && !expected.isOptional)
  return lacking.length === 0 ? null : lacking.map(({ why, expected }) => why ?? expected.name).join('; ')
}
