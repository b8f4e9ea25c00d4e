import { analyses } from '../../../queries/index'
import { LatheError } from '../../model/error'
import { derivedNames } from '../../model/schema'
import { catalogOf } from '../../query/session/catalog'
import type { ParameterSpec } from '../../query/contract/parameter'
import { literal, tableSql } from '../../query/sql/literal'
import { nearest } from '../../query/sql/nearest'
import type { Manifest } from '../../store/manifest'
import { isoTime } from '../../export/cellText'
import { damageText, type Damage } from '../../store/damage'
import { listPartitions } from '../../store/partitions'
import type { CommandLine } from './commandLine'
import { usageError } from './commandLine'
import { print } from './print'
import { runSql } from './runQuery'
import type { Streams } from './streams'
import { openWorkspace } from './workspaceFolder'

/** Lists are text, or JSON. Throws `usage`. */
function wantsJson(line: CommandLine): boolean {
  if (line.format !== null && line.format !== 'table' && line.format !== 'json')
    throw usageError('--format', `--format is table or json here, not "${line.format}".`)
  return line.format === 'json'
}

function refuseOperands(line: CommandLine): void {
  if (line.operands.length > 0)
    throw usageError(
      line.operands[0]!,
      `lathe ${line.command} takes no "${line.operands[0]!}"; name the workspace with --workspace DIR.`,
    )
}

/** The names of all tables, or the one of --table. Throws `not-found`. */
function tableNames(line: CommandLine, manifest: Manifest): readonly string[] {
  const names = Object.keys(manifest.tables)
  if (line.table === null) return names
  if (names.includes(line.table)) return [line.table]
  const candidates = nearest(line.table, names)
  throw new LatheError(
    'not-found',
    `There is no table "${line.table}"; ${candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : `the tables are ${names.join(', ')}.`}`,
    { what: 'table', name: line.table, candidates },
  )
}

function typeText(spec: ParameterSpec): string {
  const options = (spec.options ?? []).map((option) => option.value)
  return (spec.type === 'choice' ? options : [spec.type, ...options]).join('|')
}

/** `lathe queries`: name, title and parameters with type and default. */
export async function listQueries(line: CommandLine, streams: Streams): Promise<number> {
  refuseOperands(line)
  if (wantsJson(line)) {
    const rows = analyses.map(({ name, title, about, grain, parameters, columns, presets }) => ({
      name,
      title,
      about,
      grain,
      parameters: parameters.map((spec) => ({
        name: spec.name,
        type: spec.type,
        default: spec.default,
        ...(spec.options === undefined ? {} : { options: spec.options.map((option) => option.value) }),
      })),
      columns: columns.map((column) => column.name),
      ...(presets === undefined
        ? {}
        : {
            presets: presets.map((preset) => ({
              name: preset.name,
              title: preset.title,
              about: preset.about,
              values: preset.values,
            })),
          }),
    }))
    await print(`${JSON.stringify(rows, null, 1)}\n`, line, streams)
    return 0
  }
  const lines = analyses.flatMap((analysis) => [
    `${analysis.name}  ${analysis.title}`,
    ...analysis.parameters.map(
      (spec) => `    ${spec.name}  ${typeText(spec)}  default ${JSON.stringify(spec.default)}`,
    ),
    ...(analysis.presets ?? []).map((preset) => `    preset=${preset.name}  ${preset.about}`),
  ])
  await print(`${lines.join('\n')}\n`, line, streams)
  return 0
}

/** A table's rows that are missing, and their dates. */
interface MissingRows {
  readonly rows: number
  readonly dates: readonly string[]
}

function missingOf(damage: readonly Damage[]): MissingRows {
  const dates = [...new Set(damage.flatMap((one) => one.date ?? []))].sort()
  return { rows: damage.reduce((sum, one) => sum + one.rows, 0), dates }
}

function missingText({ rows, dates }: MissingRows): string {
  if (rows === 0) return ''
  const first = dates.slice(0, 3).join(', ')
  return `, ${rows} of these rows missing${dates.length === 0 ? '' : ` (${first}${dates.length > 3 ? `, … ${dates.length} days` : ''})`}`
}

/** `lathe tables` */
export async function listTables(line: CommandLine, streams: Streams): Promise<number> {
  refuseOperands(line)
  const asJson = wantsJson(line)
  const workspace = await openWorkspace(line.workspace)
  const { manifest } = workspace
  await workspace.lookForFiles()
  const names = tableNames(line, manifest)
  const tables = catalogOf(manifest)
    .tables.filter((table) => names.includes(table.name))
    .map((table) => {
      const entry = manifest.tables[table.name]!
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
      `${table.table}  ${table.kind}, ${table.rows} rows, ${table.partitions} partitions${table.minTs === null ? '' : `, ${table.minTs} to ${table.maxTs}`}${table.rejected > 0 ? `, ${table.rejected} rejected` : ''}${missingText(table.missing)}`,
      ...table.columns.map((column) => `    ${column.name}  ${column.type}`),
    ])
    await print(text.length === 0 ? '' : `${text.join('\n')}\n`, line, streams)
  }
  for (const one of workspace.damage) streams.note(damageText(one))
  return 0
}

/** `lathe rejects`: the rows that were left out, of one table or all. */
export async function listRejects(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  refuseOperands(line)
  const { manifest } = await openWorkspace(line.workspace)
  const names = tableNames(line, manifest)
  const parts = names.map(
    (name) =>
      `SELECT ${literal(name)} AS "table", file, line, "column", reason, detail, excerpt FROM ${tableSql(derivedNames(name).rejects)}`,
  )
  if (parts.length === 0)
    parts.push(
      'SELECT NULL::VARCHAR AS "table", NULL::VARCHAR AS file, NULL::BIGINT AS line, NULL::BIGINT AS "column", NULL::VARCHAR AS reason, NULL::VARCHAR AS detail, NULL::VARCHAR AS excerpt WHERE FALSE',
    )
  return runSql(
    { ...line, operands: [`${parts.join(' UNION ALL ')} ORDER BY "table", file, line, "column"`] },
    streams,
    signal,
  )
}

/** `lathe verify`: reads every file that the manifest names and compares checksums; 1 when something is missing. Changes nothing. */
export async function verifyWorkspace(line: CommandLine, streams: Streams, signal: AbortSignal): Promise<number> {
  refuseOperands(line)
  const workspace = await openWorkspace(line.workspace)
  const damage = await workspace.verify(signal)
  const report = {
    files: listPartitions(workspace.manifest).length,
    damaged: damage.length,
    damage: damage.map(damageText),
  }
  await print(`${JSON.stringify(report)}\n`, line, streams)
  return damage.length > 0 ? 1 : 0
}
