import { needsSources, remapTable } from '../../../ingest/remapTable'
import { noSuchTable } from '../../../ingest/renameTable'
import { ROLES, type EventMapping } from '../../../model/schema'
import type { TableEntry } from '../../../store/manifest'
import type { CommandLine } from '../commandLine'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'
import { importInto } from './ingest'

/** The roles that a table has, with those that are said; an empty column or `none` takes one away. */
function mappingWith(table: TableEntry, said: EventMapping): EventMapping {
  const all = { ...table.mapping, ...said }
  return Object.fromEntries(
    ROLES.flatMap((role) =>
      all[role] === undefined || all[role] === '' || all[role] === 'none' ? [] : [[role, all[role]]],
    ),
  )
}

/**
 * `lathe remap TABLE --map …` from the stored rows; with FILEs, from these, read as the options of `ingest` say. Prints
 * one JSON object.
 */
async function runRemap(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...paths] = line.operands
  if (name === undefined) throw usageError('TABLE', 'Name the table to map anew.')
  const workspace = await openWorkspace(line.workspace)
  const table = workspace.manifest.tables[name]
  if (table === undefined) throw noSuchTable(name, Object.keys(workspace.manifest.tables))
  const onWait = (message: string): void => {
    streams.note(`waiting: ${message}`)
  }
  if (paths.length === 0) {
    if (line.mapping === null)
      throw usageError('--map', 'Say which roles change, as --map user=COL,…; for anything else name the source FILEs.')
    const mapping = mappingWith(table, line.mapping)
    const why = needsSources(table, workspace.manifest.sources, mapping)
    if (why !== null) {
      const files = [...new Set(workspace.manifest.sources.flatMap((one) => (one.table === name ? [one.name] : [])))]
      throw usageError(
        'FILE',
        `The stored rows are not enough: ${why}. Name the source files, too: ${files.join(', ')}.`,
      )
    }
    await print(`${JSON.stringify(await remapTable(workspace, name, mapping, { signal, onWait }))}\n`, line, streams)
    return 0
  }
  const given = paths.map((path) => path.replace(/^.*[\\/]/, ''))
  const left = workspace.manifest.sources.filter(
    (one) =>
      one.table === name && one.rows > 0 && !given.some((name) => one.name === name || one.name.startsWith(`${name}/`)),
  )
  if (left.length > 0)
    throw usageError(
      'FILE',
      `All files of ${name} are read again, and its rows replaced; these are not named: ${left.map((one) => one.name).join(', ')}.`,
    )
  const mapping = { ...table.mapping, ...line.mapping }
  return importInto({ ...line, operands: paths, table: name, mapping }, streams, signal, { replaces: true })
}

export const remap: TerminalCommand = {
  name: 'remap',
  usage: {
    words: 'TABLE [FILE…] --workspace DIR --map user=COL,…',
    about: 'gives a table other roles, from its stored rows, or from its FILEs with the options of ingest',
  },
  run: runRemap,
}
