import { LatheError } from '../model/error'
import type { StoredPlan, TableEntry } from '../store/manifest'
import type { Patience, Workspace } from '../store/workspace'
import { checkTableName } from './inspect/tableName'

/**
 * Gives a table another name, in one commit that moves no file. Rows that are events named after the table keep their
 * event, and so do those that are imported later. Throws `not-found` and `bad-parameter` (a name that is taken, or that
 * no table can have).
 */
export function renameTable(workspace: Workspace, from: string, to: string, patience: Patience = {}): Promise<void> {
  return workspace.change(async () => {
    const { tables } = workspace.manifest
    const table = tables[from]
    if (table === undefined) throw noSuchTable(from, Object.keys(tables))
    if (from === to) return
    if (tables[to] !== undefined)
      throw new LatheError('bad-parameter', `There is a table “${to}” already; choose another name.`, {
        parameter: 'table',
        value: to,
      })
    checkTableName(
      to,
      Object.keys(tables).filter((name) => name !== from),
    )
    await workspace.commit({
      update: (current) => ({
        tables: Object.fromEntries(
          Object.entries(current.tables).map(([name, entry]) =>
            name === from ? [to, renamed(entry, to)] : [name, entry],
          ),
        ),
        sources: current.sources.map((source) => (source.table === from ? { ...source, table: to } : source)),
      }),
    })
  }, patience)
}

export function noSuchTable(name: string, candidates: readonly string[]): LatheError<'not-found'> {
  const there = candidates.length === 0 ? 'it has none' : `there are ${candidates.join(', ')}`
  return new LatheError('not-found', `There is no table “${name}” in this workspace; ${there}.`, {
    what: 'table',
    name,
    candidates,
  })
}

function renamed(table: TableEntry, name: string): TableEntry {
  const hasOwnEvents = table.kind === 'events' && table.mapping.event === undefined
  return {
    ...table,
    name,
    ...(table.plans === undefined ? {} : { plans: table.plans.map((plan): StoredPlan => ({ ...plan, table: name })) }),
    ...(hasOwnEvents ? { eventName: table.eventName ?? table.name } : {}),
  }
}
