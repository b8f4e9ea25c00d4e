import { packs } from '../../../../queries/packs/index'
import { LatheError } from '../../../model/error'
import { nearest } from '../../../query/sql/nearest'
import { openPack } from '../../packs/openPack'
import type { CommandLine } from '../commandLine'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { usageError } from '../usageError'
import { openWorkspace } from '../workspaceFolder'

/** Opens a pack on the workspace's tables. Prints one JSON object; what is missing is noted. */
async function runPack(line: CommandLine, streams: Streams): Promise<number> {
  const [name, ...surplus] = line.operands
  if (name === undefined || surplus.length > 0) throw usageError('NAME', 'Name one pack; lathe packs lists them.')
  const pack = packs().find((one) => one.name === name)
  if (pack === undefined) {
    const candidates = nearest(
      name,
      packs().map((one) => one.name),
    )
    throw new LatheError(
      'not-found',
      `There is no pack "${name}"; ${candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : 'lathe packs lists them.'}`,
      { what: 'pack', name, candidates },
    )
  }
  const report = await openPack(pack, await openWorkspace(line), line.names)
  for (const { why } of report.missing) streams.note(`missing: ${why}`)
  for (const { title, why } of report.leftOut) streams.note(`left out: ${title}, because ${why}`)
  for (const path of report.kept) streams.note(`kept: ${path} was changed since the pack wrote it`)
  await print(`${JSON.stringify(report)}\n`, line, streams)
  return 0
}

export const pack: TerminalCommand = {
  name: 'pack',
  usage: {
    words: 'NAME --workspace DIR [--map table=TABLE,table.column=COLUMN,…]',
    about: "opens a pack on the workspace's tables: its queries, its dashboard, and what its model says",
  },
  run: runPack,
}
