import { join } from 'node:path'
import type { CatalogTable } from '../../../src-renderer/query/contract/catalog'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import type { ColumnSchema, ColumnType } from '../../../src-renderer/model/schema'
import type { NativeDuckdb } from '../nativeDuckdb'

export const SAMPLE = join(import.meta.dirname, '../../../samples/order-batching')

function columnType(type: string): ColumnType {
  if (type === 'BIGINT' || type === 'INTEGER') return 'integer'
  if (type === 'DOUBLE') return 'double'
  if (type === 'BOOLEAN') return 'boolean'
  return type === 'TIMESTAMP' ? 'timestamp' : type === 'DATE' ? 'date' : 'string'
}

/** Puts CSV or NDJSON files of the sample into the database as plain tables, by native DuckDB's own readers. */
export async function loadSample(db: NativeDuckdb, files: Readonly<Record<string, string>>): Promise<void> {
  const tables: CatalogTable[] = []
  for (const [name, file] of Object.entries(files)) {
    const path = literal(join(SAMPLE, file))
    await db.execute(
      `CREATE OR REPLACE TABLE ${identifier(name)} AS SELECT * FROM ${file.endsWith('.csv') ? 'read_csv' : 'read_json'}(${path})`,
    )
    const described = await db.query(`SELECT column_name, column_type FROM (DESCRIBE ${identifier(name)})`)
    const columns = described.map((one): ColumnSchema => ({
      name: String(one['column_name']),
      source: String(one['column_name']),
      type: columnType(String(one['column_type'])),
    }))
    const [count] = await db.query(`SELECT count(*) AS n FROM ${identifier(name)}`)
    tables.push({
      name,
      kind: 'table',
      columns,
      rows: Number(count!['n']),
      minTs: null,
      maxTs: null,
      minDate: null,
      maxDate: null,
    })
  }
  db.catalog = { ...db.catalog, tables }
}

export const RECORDED = {
  deliveries: 'deliveries.csv',
  orders: 'orders.csv',
  drivers: 'drivers.csv',
  restaurants: 'restaurants.csv',
  batches: 'batches.csv',
  batch_deliveries: 'batch_deliveries.csv',
  waypoints: 'waypoints.csv',
  algorithms: 'algorithms.csv',
} as const
