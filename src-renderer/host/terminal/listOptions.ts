import { elementAt } from '../../base/required'
import { LatheError } from '../../model/error'
import { nearest } from '../../query/sql/nearest'
import type { Manifest } from '../../store/manifest'
import type { CommandLine } from './commandLine'
import { usageError } from './usageError'

/** Lists are text, or JSON; `may` says what --format may be. Throws `usage`. */
export function wantsJson(line: CommandLine, may = 'table or json'): boolean {
  if (line.format !== null && line.format !== 'table' && line.format !== 'json')
    throw usageError('--format', `--format is ${may} here, not "${line.format}".`)
  return line.format === 'json'
}

/** For commands that take options alone. Throws `usage`. */
export function refuseOperands(line: CommandLine): void {
  if (line.operands.length > 0)
    throw usageError(
      elementAt(line.operands, 0),
      `lathe ${line.command} takes no "${elementAt(line.operands, 0)}"; name the workspace with --workspace DIR.`,
    )
}

/** The names of all tables, or the one of --table. Throws `not-found`. */
export function tableNames(line: CommandLine, manifest: Manifest): readonly string[] {
  const names = Object.keys(manifest.tables)
  if (line.table === null) return names
  if (names.includes(line.table)) return [line.table]
  const candidates = nearest(line.table, names)
  throw new LatheError(
    'not-found',
    `There is no table "${line.table}"; ` +
      `${candidates.length > 0 ? `did you mean ${candidates.join(' or ')}?` : `the tables are ${names.join(', ')}.`}`,
    { what: 'table', name: line.table, candidates },
  )
}
