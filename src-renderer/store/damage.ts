import type { IsoDate } from '../model/schema'
import type { Manifest, PartitionEntry, TableEntry, WhyMissing } from './manifest'
import { datesText } from './partitions'

/** What a stored file holds. `rows` are a table's own rows; user_days and sessions are derived from those of events. */
export type FileKind = 'rows' | 'user_days' | 'sessions' | 'rejects' | 'users'

/** A stored file and what it is in the workspace. */
export interface StoredFile {
  readonly kind: FileKind
  /** Null for the users, who are of all tables. */
  readonly table: string | null
  readonly entry: PartitionEntry
}

/** A stored file that is gone, or whose bytes are not those that were written. */
export interface Damage {
  readonly kind: FileKind
  readonly table: string | null
  readonly path: string
  readonly date: IsoDate | null
  readonly lastDate?: IsoDate
  readonly rows: number
  readonly why: WhyMissing
}

/** Every file that a manifest names. */
export function storedFiles(manifest: Manifest): readonly StoredFile[] {
  const ofTables = Object.values(manifest.tables).flatMap((table) => filesOf(table))
  return manifest.users === null ? ofTables : [...ofTables, { kind: 'users', table: null, entry: manifest.users }]
}

function filesOf(table: TableEntry): readonly StoredFile[] {
  const of = (kind: FileKind, entries: readonly PartitionEntry[]): readonly StoredFile[] =>
    entries.map((entry) => ({ kind, table: table.name, entry }))
  return [
    ...of('rows', table.partitions),
    ...of('user_days', table.userDays),
    ...of('sessions', table.sessions),
    ...of('rejects', table.rejects),
  ]
}

export function damageOf({ kind, table, entry }: StoredFile, why: WhyMissing): Damage {
  const { path, date, lastDate, rows } = entry
  return { kind, table, path, date, ...(lastDate === undefined ? {} : { lastDate }), rows, why }
}

/** One sentence for people: what is missing, and what to do. */
export function damageText(damage: Damage): string {
  const { kind, table, path, rows, why } = damage
  const dates = datesText(damage)
  const count = rows.toLocaleString('en')
  const of = `of “${table ?? ''}”${dates === null ? '' : ` of ${dates}`}`
  const what = kind === 'users' ? `The ids of ${count} users` : `${count} ${nounOf(kind, rows)} ${of}`
  const reason = why === 'gone' ? `the file ${path} is gone` : `the file ${path} is broken`
  return `${what} ${kind !== 'users' && rows === 1 ? 'is' : 'are'} missing: ${reason}. ${remedyOf(damage)}`
}

function nounOf(kind: FileKind, rows: number): string {
  const one = rows === 1
  if (kind === 'rejects') return one ? 'rejected row' : 'rejected rows'
  if (kind === 'user_days') return one ? 'user day' : 'user days'
  if (kind === 'sessions') return one ? 'session' : 'sessions'
  return one ? 'row' : 'rows'
}

function remedyOf({ kind, table }: Damage): string {
  if (kind === 'user_days' || kind === 'sessions') return 'It is made anew from the events where they are intact.'
  const name = kind === 'users' ? 'users' : (table ?? '')
  return `Give the source files again: lathe restore ${name} FILE… --workspace DIR, or “Restore” on the Tables page.`
}
