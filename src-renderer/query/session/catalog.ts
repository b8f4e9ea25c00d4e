import { EMPTY_MODEL, type DataModel, type ModelMeasure } from '../../model/dataModel'
import { madeColumns } from '../../model/madeColumns'
import type { Measure } from '../../model/measure'
import type { ColumnSchema } from '../../model/schema'
import type { Manifest, PartitionEntry, TableEntry } from '../../store/manifest'
import { dateRangeOf, holdsDatesOnly } from '../../store/partitions'
import type { Catalog, CatalogTable } from '../contract/catalog'

function edge(
  entries: readonly PartitionEntry[],
  read: (entry: PartitionEntry) => number | null,
  pick: (a: number, b: number) => number,
): number | null {
  return entries.reduce<number | null>((best, entry) => {
    const value = read(entry)
    return value === null ? best : best === null ? value : pick(best, value)
  }, null)
}

function tableOf(table: TableEntry, timezone: string): CatalogTable {
  const { firstDate, lastDate } = dateRangeOf(table.partitions)
  const own = table.columns.filter((column) => column.name !== 'user_key' && column.name !== 'user_id')
  const user: readonly ColumnSchema[] =
    table.kind === 'events'
      ? [
          { name: 'user_key', type: 'integer', source: 'user_key' },
          { name: 'user_id', type: 'string', source: table.mapping.user ?? 'user_id', role: 'user' },
        ]
      : []
  return {
    name: table.name,
    kind: table.kind,
    columns: table.kind === 'events' ? [...user, ...own] : table.columns,
    rows: table.rows,
    minTs: edge(table.partitions, (entry) => entry.minTs, Math.min),
    maxTs: edge(table.partitions, (entry) => entry.maxTs, Math.max),
    minDate: firstDate,
    maxDate: lastDate,
    ...(table.kind === 'events'
      ? {
          rowsWithoutUser: table.rowsWithoutUser,
          ...(table.events === undefined ? {} : { events: table.events }),
          mapping: table.mapping,
          datesOnly: table.partitions.length > 0 && table.partitions.every((entry) => holdsDatesOnly(entry, timezone)),
        }
      : {}),
  }
}

/** A measure as analyses know it, without how it is shown. */
function plainMeasure({
  unit: _unit,
  good: _good,
  target: _target,
  limits: _limits,
  about: _about,
  ...measure
}: ModelMeasure): Measure {
  return measure
}

/** A catalog as it is by another model: to try a change before it is saved. */
export function catalogByModel(catalog: Catalog, model: DataModel): Catalog {
  const made = madeColumns(catalog.tables, model)
  return {
    ...catalog,
    tables: catalog.tables.map((table) => ({ ...table, made: made.get(table.name) ?? [] })),
    hasTestUsers: catalog.hasTestUsers || model.testUsers.length > 0,
    model,
    measures: model.measures.map(plainMeasure),
  }
}

/** The shape of a workspace and what its model adds, as SQL generation and forms need it. */
export function catalogOf(manifest: Manifest, model: DataModel = EMPTY_MODEL): Catalog {
  const tables = Object.values(manifest.tables).map((table) => tableOf(table, manifest.timezone))
  const made = madeColumns(tables, model)
  return {
    timezone: manifest.timezone,
    weekStart: manifest.weekStart,
    tables: tables.map((table) => ({ ...table, made: made.get(table.name) ?? [] })),
    hasTestUsers: (manifest.users?.testUsers ?? 0) > 0 || model.testUsers.length > 0,
    model,
    measures: model.measures.map(plainMeasure),
  }
}
