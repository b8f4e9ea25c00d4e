import { required } from '../base/required'
import { DataType } from 'apache-arrow'
import { decodeArrowFile } from './arrowFile'
import type { TableEntry } from './manifest'
import { mayName, namesWord } from './userNames'
import type { Workspace } from './workspace'

/** Rows of a table in which some text has an id as a word: `in` says whether they are its rows or its rejected ones. */
export interface Mention {
  readonly table: string
  readonly in: 'rows' | 'rejects'
  readonly rows: number
}

/** Counts the rows of all tables in which a user's id is a text, or a word of one. */
export async function findMentions(workspace: Workspace, user: string): Promise<readonly Mention[]> {
  const found: Mention[] = []
  for (const table of Object.values(workspace.manifest.tables)) {
    const inRows = await countRows(workspace, table.partitions, user)
    const inRejects = await countRows(workspace, table.rejects, user)
    if (inRows > 0) found.push({ table: table.name, in: 'rows', rows: inRows })
    if (inRejects > 0) found.push({ table: table.name, in: 'rejects', rows: inRejects })
  }
  return found
}

async function countRows(workspace: Workspace, entries: TableEntry['partitions'], user: string): Promise<number> {
  const [holds, names] = [mayName(user), namesWord(user)]
  let count = 0
  for (const entry of entries) {
    const bytes = await workspace.readPartition(entry)
    if (bytes === null || !holds(bytes)) continue
    const table = decodeArrowFile(bytes)
    const rows = new Set<number>()
    table.schema.fields.forEach((field, index) => {
      const type = field.type as DataType
      if (!DataType.isUtf8(type) && !DataType.isDictionary(type)) return
      const vector = required(table.getChildAt(index))
      for (let row = 0; row < vector.length; row++) {
        const value = vector.get(row) as string | null
        if (value !== null && names(value)) rows.add(row)
      }
    })
    count += rows.size
  }
  return count
}
