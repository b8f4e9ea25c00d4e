import { ownValue } from '../../../base/ownValue'
import { needsSources, remapTable } from '../../../ingest/remapTable'
import { reshapeTable, type ColumnChange } from '../../../ingest/reshapeTable'
import type { NewType } from '../../../ingest/columns/storedValues'
import { noSuchTable } from '../../../ingest/renameTable'
import { ROLES, type ColumnType, type EventMapping } from '../../../model/schema'
import type { TableEntry } from '../../../store/manifest'
import type { CommandLine } from '../commandLine'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { readersOf } from '../../readersOf'
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

const TYPES: Readonly<Record<NewType, ColumnType>> = { text: 'string', number: 'double', time: 'timestamp' }

/** The columns that get another name or type. */
function changesOf({ renames, types, timeFormat }: CommandLine): readonly ColumnChange[] {
  return [...new Set([...Object.keys(renames), ...Object.keys(types)])].map((column) => {
    const [name, type] = [ownValue(renames, column), ownValue(types, column)]
    if (type !== undefined && !isNewType(type))
      throw usageError('--type', `--type makes a column text, number or time, not "${type}".`)
    return {
      column,
      ...(name === undefined ? {} : { name }),
      ...(type === undefined ? {} : { type }),
      ...(timeFormat === null ? {} : { timeFormat }),
    }
  })
}

function isNewType(type: string): type is NewType {
  return Object.hasOwn(TYPES, type)
}

/** Names and types by the columns of the files, for rows that are read again. */
function bySource(table: TableEntry, changes: readonly ColumnChange[]) {
  const sourceOf = (column: string): string => table.columns.find(({ name }) => name === column)?.source ?? column
  const entries = changes.map(({ column, name, type }) => ({ source: sourceOf(column), name, type }))
  return {
    names: Object.fromEntries(entries.flatMap(({ source, name }) => (name === undefined ? [] : [[source, name]]))),
    types: Object.fromEntries(
      entries.flatMap(({ source, type }) => (type === undefined ? [] : [[source, TYPES[type]]])),
    ),
  }
}

/**
 * `lathe remap TABLE --map …` from the stored rows; with FILEs, from these, read as the options of `ingest` say. Prints
 * one JSON object.
 */
async function runRemap(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  const [name, ...paths] = line.operands
  if (name === undefined) throw usageError('TABLE', 'Name the table to map anew.')
  const workspace = await openWorkspace(line)
  const table = workspace.manifest.tables[name]
  if (table === undefined) throw noSuchTable(name, Object.keys(workspace.manifest.tables))
  const onWait = (message: string): void => {
    streams.note(`waiting: ${message}`)
  }
  const changes = changesOf(line)
  if (paths.length === 0) {
    if (line.mapping === null && changes.length === 0)
      throw usageError(
        '--map',
        'Say which roles change, as --map user=COL,…, or which columns, as --rename OLD=NEW or --type COLUMN=number; for ' +
          'anything else name the source FILEs.',
      )
    if (line.mapping !== null && changes.length > 0)
      throw usageError('--map', 'Change roles (--map) and columns (--rename, --type) one after the other.')
    if (line.mapping === null) {
      const report = await reshapeTable(workspace, name, changes, { signal, onWait })
      const open = await readersOf(workspace.files, Object.keys(line.renames))
      for (const one of open) streams.note(`${one} may still read a column by its old name: look at it`)
      await print(`${JSON.stringify({ ...report, open })}\n`, line, streams)
      return 0
    }
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
  return importInto({ ...line, operands: paths, table: name, mapping }, streams, signal, {
    replaces: true,
    ...bySource(table, changes),
  })
}

export const remap: TerminalCommand = {
  name: 'remap',
  usage: {
    words: 'TABLE [FILE…] --workspace DIR --map user=COL,…',
    more: ['TABLE [FILE…] --workspace DIR [--rename OLD=NEW]… [--type COLUMN=text|number|time]… [--time-format F]'],
    about:
      'gives a table other roles, or its columns other names and types, from its stored rows, or from its FILEs with ' +
      'the options of ingest',
  },
  run: runRemap,
}
