import { required } from '../base/required'
import { DataType } from 'apache-arrow'
import { decodeArrowFile } from './arrowFile'
import type { TableEntry } from './manifest'
import type { Workspace } from './workspace'

/** Rows of a table in which some column holds an id: `in` says whether they are its rows or its rejected ones. */
export interface Mention {
  readonly table: string
  readonly in: 'rows' | 'rejects'
  readonly rows: number
}

/**
 * Counts the rows of all tables in which a user's id stands as a whole value of text, as a value of a column that is
 * called like a log's user column, or as a word of a rejected line's excerpt.
 */
export async function findMentions(workspace: Workspace, user: string): Promise<readonly Mention[]> {
  const tables = Object.values(workspace.manifest.tables)
  const userColumns = new Set(
    tables.flatMap((table) =>
      table.mapping.user === undefined ? [] : [table.mapping.user, ...table.mapping.user.split('|')],
    ),
  )
  const named = namesWord(user)
  const found: Mention[] = []
  for (const table of tables) {
    const inRows = await countRows(
      workspace,
      table.partitions,
      (name, type) => DataType.isUtf8(type) || DataType.isDictionary(type) || isUserColumn(table, name, userColumns),
      (value) => String(value) === user,
    )
    const inRejects = await countRows(
      workspace,
      table.rejects,
      (name) => name === 'excerpt',
      (value) => named(String(value)),
    )
    if (inRows > 0) found.push({ table: table.name, in: 'rows', rows: inRows })
    if (inRejects > 0) found.push({ table: table.name, in: 'rejects', rows: inRejects })
  }
  return found
}

/** Whether a text has an id as a word of its own. */
export function namesWord(id: string): (text: string) => boolean {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_])${id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, 'u')
  return (text) => word.test(text)
}

function isUserColumn(table: TableEntry, name: string, userColumns: ReadonlySet<string>): boolean {
  return (
    table.kind === 'table' && table.columns.some((column) => column.name === name && userColumns.has(column.source))
  )
}

async function countRows(
  workspace: Workspace,
  entries: TableEntry['partitions'],
  reads: (name: string, type: DataType) => boolean,
  holds: (value: unknown) => boolean,
): Promise<number> {
  let count = 0
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    if (bytes === null) continue
    const table = decodeArrowFile(bytes)
    const rows = new Set<number>()
    table.schema.fields.forEach((field, index) => {
      if (!reads(field.name, field.type as DataType)) return
      const vector = required(table.getChildAt(index))
      for (let row = 0; row < vector.length; row++) {
        const value: unknown = vector.get(row)
        if (value !== null && holds(value)) rows.add(row)
      }
    })
    count += rows.size
  }
  return count
}
