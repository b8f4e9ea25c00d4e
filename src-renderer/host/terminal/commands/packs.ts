import { packs as known } from '../../../../queries/packs/index'
import type { CommandLine } from '../commandLine'
import { refuseOperands, wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'

/** Name, title and the tables that each pack reads. */
async function listPacks(line: CommandLine, streams: Streams): Promise<number> {
  refuseOperands(line)
  if (wantsJson(line)) {
    const rows = known().map(({ name, title, about, tables, queries, readme }) => ({
      name,
      title,
      about,
      tables: tables.map((table) => ({
        name: table.name,
        kind: table.kind,
        optional: table.isOptional,
        about: table.about,
        columns: table.columns.map((column) => column.name),
      })),
      queries: queries.map((query) => `${name}/${query.name}`),
      readme,
    }))
    await print(`${JSON.stringify(rows, null, 1)}\n`, line, streams)
    return 0
  }
  const lines = known().flatMap(({ name, title, tables }) => [
    `${name}  ${title}`,
    ...tables.map(
      (table) =>
        `    ${table.name}${table.isOptional ? ' (optional)' : ''}  ${table.columns.map(({ name, isOptional }) => `${name}${isOptional ? ' (optional)' : ''}`).join(', ')}`,
    ),
  ])
  await print(`${lines.join('\n')}\n`, line, streams)
  return 0
}

export const packs: TerminalCommand = {
  name: 'packs',
  usage: { words: '', about: 'the domain packs with the tables that they read' },
  run: listPacks,
}
