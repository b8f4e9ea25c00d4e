import { required } from '../../../base/required'
import { isoTime } from '../../../export/cellText'
import { catalogOf } from '../../../query/session/catalog'
import { damageText, type Damage } from '../../../store/damage'
import { datesText } from '../../../store/partitions'
import type { CommandLine } from '../commandLine'
import { refuseOperands, tableNames, wantsJson } from '../listOptions'
import { print } from '../print'
import type { Streams } from '../streams'
import type { TerminalCommand } from '../terminalCommand'
import { openWorkspace } from '../workspaceFolder'

/** A table's rows that are missing, and their dates. */
interface MissingRows {
  readonly rows: number
  readonly dates: readonly string[]
}

function missingOf(damage: readonly Damage[]): MissingRows {
  const dates = [...new Set(damage.flatMap((one) => datesText(one) ?? []))].sort()
  return { rows: damage.reduce((sum, one) => sum + one.rows, 0), dates }
}

function missingText({ rows, dates }: MissingRows): string {
  if (rows === 0) return ''
  return (
    `, ${rows} of these rows ` +
    `missing${dates.length === 0 ? '' : ` (${dates.slice(0, 3).join(', ')}${dates.length > 3 ? ` … ${dates.at(-1)!}` : ''})`}`
  )
}

async function listTables(line: CommandLine, streams: Streams): Promise<number> {
  refuseOperands(line)
  const asJson = wantsJson(line)
  const workspace = await openWorkspace(line)
  const { manifest } = workspace
  await workspace.lookForFiles()
  const names = tableNames(line, manifest)
  const tables = catalogOf(manifest)
    .tables.filter((table) => names.includes(table.name))
    .map((table) => {
      const entry = required(manifest.tables[table.name])
      return {
        table: table.name,
        kind: table.kind,
        rows: table.rows,
        partitions: entry.partitions.length,
        rejected: entry.rejected,
        missing: missingOf(workspace.damage.filter((one) => one.table === table.name && one.kind === 'rows')),
        minTs: table.minTs === null ? null : isoTime(table.minTs),
        maxTs: table.maxTs === null ? null : isoTime(table.maxTs),
        columns: table.columns.map((column) => ({ name: column.name, type: column.type })),
      }
    })
  if (asJson) await print(`${JSON.stringify(tables, null, 1)}\n`, line, streams)
  else {
    const text = tables.flatMap((table) => [
      `${table.table}  ${table.kind}, ${table.rows} rows, ${table.partitions} partitions` +
        (table.minTs === null ? '' : `, ${table.minTs} to ${table.maxTs}`) +
        (table.rejected > 0 ? `, ${table.rejected} rejected` : '') +
        missingText(table.missing),
      ...table.columns.map((column) => `    ${column.name}  ${column.type}`),
    ])
    await print(text.length === 0 ? '' : `${text.join('\n')}\n`, line, streams)
  }
  for (const one of workspace.damage) streams.note(damageText(one))
  return 0
}

export const tables: TerminalCommand = {
  name: 'tables',
  usage: { words: '--workspace DIR', about: 'the tables of a workspace' },
  run: listTables,
}
