import type { Analysis, Catalog } from '../../query/definition'
import type { QueryFile } from '../../query/queryFile'
import { analysisOfFile } from '../../query/savedQuery'
import { scanSql } from '../../query/scan'

/** A saved query as an analysis of a workspace, and the event table whose events and columns its form offers (null: all). */
export interface KeptAnalysis {
  readonly analysis: Analysis
  readonly source: string | null
}

/** The tables that a query reads: those that its header names, else those whose names stand in its SQL. */
function tablesOf(file: QueryFile, catalog: Catalog): readonly string[] {
  if (file.tables.length > 0) return file.tables
  const words = new Set([...scanSql(file.sql)].filter((token) => token.kind === 'word' || token.kind === 'quoted').map((token) => (token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll('""', '"') : token.text).toLowerCase()))
  return catalog.tables.map((table) => table.name).filter((name) => words.has(name.toLowerCase()))
}

export function keptAnalysis(file: QueryFile, catalog: Catalog): KeptAnalysis {
  const tables = tablesOf(file, catalog)
  const eventTables = catalog.tables.filter((table) => table.kind === 'events').map((table) => table.name)
  const read = eventTables.filter((name) => tables.includes(name))
  const readsPlain = eventTables.length === 0 || (tables.length > 0 && read.length === 0 && catalog.tables.some((table) => tables.includes(table.name)))
  const source = read.length === 1 ? read[0]! : null
  const own = analysisOfFile({ ...file, tables })
  const about = file.about === '' ? 'It has no description yet: a line `-- about: …` in its header gives it one.' : file.about
  return {
    source,
    analysis: {
      ...own,
      reads: readsPlain ? { tables } : 'events',
      definition: `${about}\n\nIt is the file \`queries/${file.name}.sql\` of the workspace. Where the workspace is a folder, \`lathe query ${file.name}\` runs it in a terminal.`,
    },
  }
}
