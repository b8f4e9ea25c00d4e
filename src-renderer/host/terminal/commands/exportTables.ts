import { formatCount } from '../../../chart/format'
import { Engine } from '../../../engine/engine'
import { nodeAssets } from '../../../engine/nodeAssets'
import { mend } from '../../../ingest/repair/mend'
import { LatheError } from '../../../model/error'
import { nearest } from '../../../query/sql/nearest'
import { Session } from '../../../query/session/session'
import type { Workspace } from '../../../store/workspace'
import { exportTable, type AskPlan } from '../../hive/exportTable'
import { duckdbSchema, trinoSchema, type PlacedTable } from '../../hive/hiveSchema'
import { exportableTables, hiveTable } from '../../hive/hiveTable'
import type { CommandLine } from '../commandLine'
import { StagedFolder } from '../hiveFolder'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

function chosenTables(line: CommandLine, workspace: Workspace): readonly string[] {
  const all = exportableTables(workspace.manifest)
  const asked = [...new Set([...line.operands, ...(line.table === null ? [] : [line.table])])]
  for (const name of asked)
    if (!all.includes(name)) {
      const candidates = nearest(name, all)
      throw new LatheError(
        'not-found',
        `There is no table "${name}"; ` +
          `${candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : `there are ${all.join(', ')}.`}`,
        { what: 'table', name, candidates },
      )
    }
  return asked.length === 0 ? all : asked
}

/** One table's files lie in the folder itself; several have a folder each. */
function placed(names: readonly string[], { manifest }: Workspace): readonly PlacedTable[] {
  return names.map((name) => ({ table: hiveTable(manifest, name), folder: names.length === 1 ? '' : name }))
}

/** Lends an engine of its own to each piece of work: what it loaded is given back with it. */
function lendSessions(
  workspace: Workspace,
  signal: AbortSignal,
): (work: (ask: AskPlan) => Promise<void>) => Promise<void> {
  return async (work) => {
    const engine = new Engine(nodeAssets())
    try {
      const session = new Session(workspace, engine)
      await work((plan) => session.run(plan, { signal }))
    } finally {
      engine.close()
    }
  }
}

async function runExport(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  if (line.out === null) throw usageError('--out', 'Say where the files are to be written: --out FOLDER.')
  if ((line.format ?? 'parquet') !== 'parquet')
    throw usageError(
      '--format',
      `Tables are exported as parquet, not "${line.format}"; lathe sql writes other formats.`,
    )
  const workspace = await openWorkspace(line)
  const tables = placed(chosenTables(line, workspace), workspace)
  const folder = new StagedFolder(line.out)
  const notes = new Set<string>()
  try {
    const written = []
    for (const one of tables) {
      const sum = { table: one.table.name, folder: one.folder, files: 0, rows: 0, bytes: 0 }
      await exportTable(one.table, workspace.manifest, lendSessions(workspace, signal), (file) => {
        folder.write(`${one.folder === '' ? '' : `${one.folder}/`}${file.path}`, file.bytes)
        sum.files++
        sum.rows += file.rows
        sum.bytes += file.bytes.length
        for (const note of file.notes) notes.add(note)
        streams.progress(`${one.table.name}: ${formatCount(sum.rows)} rows`)
      })
      written.push(sum)
    }
    folder.write('_trino.sql', trinoSchema(tables))
    folder.write('_duckdb.sql', duckdbSchema(tables))
    folder.finish()
    streams.endProgress()
    await streams.out(`${JSON.stringify({ out: line.out, tables: written }, null, 1)}\n`)
  } finally {
    folder.discard()
    await mend(workspace)
  }
  for (const note of notes) streams.note(note)
  return 0
}

export const exportTables: TerminalCommand = {
  name: 'export',
  usage: {
    words: '[TABLE…] --workspace DIR --out FOLDER [--format parquet]',
    about: 'tables as Parquet in folders by date (Hive-partitioned), for a warehouse; all of them where none is named',
  },
  run: runExport,
}
