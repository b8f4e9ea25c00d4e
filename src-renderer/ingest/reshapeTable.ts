import { throwIfAborted } from '../base/abort'
import { required } from '../base/required'
import { LatheError } from '../model/error'
import { ROLE_COLUMNS, SOURCE_COLUMN, type ColumnSchema } from '../model/schema'
import { decodeArrowFile, encodeArrowFile, type NamedData } from '../store/arrowFile'
import { partPath } from '../store/layout'
import type { PartitionEntry, StoredPlan, TableEntry } from '../store/manifest'
import type { Patience, Workspace } from '../store/workspace'
import type { Conversion, NewType } from './columns/storedValues'
import { conversionOf } from './columns/newType'
import type { TimeFormat } from './contract'
import { noSuchTable } from './renameTable'
import { cellsOf } from './storedRows'

/** Another name, another type, or both, for a column of a table. */
export interface ColumnChange {
  readonly column: string
  readonly name?: string
  readonly type?: NewType
  /** How the texts or numbers that become times are written; found when absent. */
  readonly timeFormat?: TimeFormat
}

export interface ReshapeReport {
  readonly table: string
  readonly rows: number
  readonly columns: readonly { readonly was: string; readonly name: string; readonly type: ColumnSchema['type'] }[]
}

const LONGEST_NAME = 1000
const NAMES_OF_LATHE = ['user_key', SOURCE_COLUMN, '_file', '_file_index', '_line', ...Object.values(ROLE_COLUMNS)]

/**
 * Gives columns of a table other names and types, from its stored rows and in one commit; which file and line each row
 * is of stays. Later imports go on into the renamed columns. Throws `not-found`, and `bad-parameter` for a name that is
 * taken, a column that plays a role, and a type in which a value would be lost, or would not be as it was written.
 */
export function reshapeTable(
  workspace: Workspace,
  name: string,
  changes: readonly ColumnChange[],
  patience: Patience = {},
): Promise<ReshapeReport> {
  return workspace.change(async () => {
    const { tables, timezone } = workspace.manifest
    const table = tables[name]
    if (table === undefined) throw noSuchTable(name, Object.keys(tables))
    for (const { column } of changes) checkColumn(table, column)
    const renamed = new Map(
      changes.flatMap(({ column, name: to }) => (to === undefined ? [] : [[column, to] as const])),
    )
    checkNames(table, renamed)
    const files = [...new Set(workspace.manifest.sources.flatMap((one) => (one.table === name ? [one.name] : [])))]
    const conversions = new Map<string, Conversion>()
    for (const { column, type, timeFormat } of changes) {
      if (type === undefined) continue
      const schema = required(table.columns.find((one) => one.name === column))
      const values = () => valuesOf(workspace, table, schema, patience.signal)
      const found = await conversionOf(schema, type, { values, timezone, timeFormat, files })
      if (found !== null) conversions.set(column, found)
    }
    const nameOf = (column: string): string => renamed.get(column) ?? column
    const partitions: PartitionEntry[] = []
    const revision = workspace.manifest.revision + 1
    for (const entry of table.partitions) {
      throwIfAborted(patience.signal)
      const part = await partOf(workspace, table, entry)
      const columns = table.columns.flatMap((schema): NamedData[] => {
        const vector = part.getChild(schema.name)
        if (vector === null) return []
        const conversion = conversions.get(schema.name)
        if (conversion === undefined)
          return [{ name: nameOf(schema.name), data: required(vector.data[0]) as NamedData['data'] }]
        const at = cellsOf(part, schema, () => null)
        const values = Array.from({ length: part.numRows }, (_, row) => {
          const cell = at(row)
          return cell === null ? null : required(conversion.convert(cell))
        })
        return [{ name: nameOf(schema.name), data: conversion.encode(values) }]
      })
      const path = partPath(name, entry, revision, partitions.length)
      partitions.push(await workspace.writePartition(path, encodeArrowFile(columns, part.numRows), entry))
    }
    const columns = table.columns.map((schema): ColumnSchema => ({
      ...schema,
      name: nameOf(schema.name),
      type: conversions.get(schema.name)?.type ?? schema.type,
    }))
    const types = Object.fromEntries(
      [...conversions].map(([column, { type }]) => [
        required(table.columns.find((one) => one.name === column)).source,
        type,
      ]),
    )
    const plans = table.plans?.map((plan): StoredPlan => ({
      ...plan,
      types: { ...(plan['types'] as object), ...types },
    }))
    await workspace.commit({
      update: (current) => ({
        tables: {
          ...current.tables,
          [name]: { ...table, columns, partitions, ...(plans === undefined ? {} : { plans }) },
        },
      }),
    })
    return {
      table: name,
      rows: table.rows,
      columns: changes.map(({ column }) => {
        const to = nameOf(column)
        return { was: column, name: to, type: required(columns.find((one) => one.name === to)).type }
      }),
    }
  }, patience)
}

/** Whether a column may have another name or type: it is the files' own, and plays no role. */
export function isOwnColumn({ name, role, isRest }: ColumnSchema): boolean {
  return role === undefined && isRest !== true && name !== SOURCE_COLUMN
}

function checkColumn(table: TableEntry, column: string): void {
  const found = table.columns.find(({ name }) => name === column)
  const candidates = table.columns.filter(isOwnColumn).map(({ name }) => name)
  if (found === undefined)
    throw new LatheError(
      'not-found',
      `The table “${table.name}” has no column “${column}”; its columns are ${candidates.join(', ')}.`,
      { what: 'column', name: column, candidates },
    )
  if (!isOwnColumn(found))
    throw new LatheError(
      'bad-parameter',
      `“${column}” has its name and type from ${found.role === undefined ? 'Lathe' : `its role (${found.role})`}: give ` +
        `the role to another column first. These can be changed: ${candidates.join(', ')}.`,
      { parameter: 'column', value: column },
    )
}

function checkNames(table: TableEntry, renamed: ReadonlyMap<string, string>): void {
  const others = table.columns.filter(({ name }) => !renamed.has(name)).map(({ name }) => name)
  const taken = new Set([...others, ...NAMES_OF_LATHE].map((name) => name.toLowerCase()))
  for (const [column, to] of renamed) {
    const why =
      to.trim() === '' || to.length > LONGEST_NAME
        ? `a name has 1 to ${LONGEST_NAME} characters`
        : taken.has(to.toLowerCase())
          ? 'there is such a column already, or Lathe keeps that name for itself'
          : null
    taken.add(to.toLowerCase())
    if (why === null) continue
    throw new LatheError('bad-parameter', `“${column}” cannot be called “${to}”: ${why}. Choose another name.`, {
      parameter: 'rename',
      value: to,
    })
  }
}

async function partOf(workspace: Workspace, table: TableEntry, entry: PartitionEntry) {
  const bytes = await workspace.readPartition(entry)
  if (bytes === null) throw workspace.missingError({ kind: 'rows', table: table.name, entry })
  return decodeArrowFile(bytes)
}

/** The values of a column that are not empty, part by part. */
async function* valuesOf(
  workspace: Workspace,
  table: TableEntry,
  schema: ColumnSchema,
  signal: AbortSignal | undefined,
) {
  for (const entry of table.partitions) {
    throwIfAborted(signal)
    const part = await partOf(workspace, table, entry)
    const at = cellsOf(part, schema, () => null)
    yield Array.from({ length: part.numRows }, (_, row) => at(row)).filter((cell) => cell !== null)
  }
}
