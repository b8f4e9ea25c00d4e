import { identifier, literal } from '../../query/sql/literal'
import type { HiveTable } from './hiveTable'

/** DuckDB's types of stored columns in Trino. */
const TRINO_TYPES: Readonly<Record<string, string>> = {
  BOOLEAN: 'boolean',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  VARCHAR: 'varchar',
  DATE: 'date',
  TIMESTAMP: 'timestamp(6)',
}

/** An exported table and the folder that its files are in, below the export's own; '' for that one. */
export interface PlacedTable {
  readonly table: HiveTable
  readonly folder: string
}

function trinoTable({ table, folder }: PlacedTable): string {
  const columns = [
    ...table.columns,
    ...(table.partition === null ? [] : [{ name: table.partition.key, sqlType: 'DATE' }]),
  ]
  const location = `s3://BUCKET/${folder === '' ? table.name : folder}/`
  const settings = [
    "format = 'PARQUET'",
    `external_location = ${literal(location)}`,
    ...(table.partition === null ? [] : [`partitioned_by = ARRAY[${literal(table.partition.key)}]`]),
  ]
  return [
    `CREATE TABLE ${identifier(table.name)} (`,
    columns.map(({ name, sqlType }) => `  ${identifier(name)} ${TRINO_TYPES[sqlType] ?? 'varchar'}`).join(',\n'),
    `) WITH (${settings.join(', ')});`,
    ...(table.partition === null
      ? []
      : [`CALL system.sync_partition_metadata(CURRENT_SCHEMA, ${literal(table.name)}, 'ADD');`]),
  ].join('\n')
}

/** Statements for Trino's Hive connector that make the exported folders tables under their names in Lathe. */
export function trinoSchema(tables: readonly PlacedTable[]): string {
  return [
    '-- Copy the folders to where Trino reads them, name that place for s3://BUCKET, and run this in a schema of the',
    '-- Hive connector, with hive.timestamp-precision = MICROSECONDS. Then the SQL that Lathe prints for Trino runs.',
    ...tables.map(trinoTable),
    '',
  ].join('\n')
}

function duckdbView({ table, folder }: PlacedTable): string {
  const isParted = table.partition !== null
  const files = `${folder === '' ? '' : `${folder}/`}${isParted ? '*/' : ''}*.parquet`
  const hive =
    table.partition === null ? '' : `, hive_partitioning = true, hive_types = {${literal(table.partition.key)}: DATE}`
  return `CREATE OR REPLACE VIEW ${identifier(table.name)} AS\nFROM read_parquet(${literal(files)}${hive});`
}

/** Statements for a DuckDB shell in the export's folder that make views of it under the tables' names in Lathe. */
export function duckdbSchema(tables: readonly PlacedTable[]): string {
  return ['-- duckdb -init _duckdb.sql, in this folder.', ...tables.map(duckdbView), ''].join('\n')
}
