import { required } from '../../base/required'
import { ROLES, type EventMapping, type Role } from '../../model/schema'
import type { Inspection } from '../contract'
import { columnsOfRole } from '../columns/mappedColumns'

/** What the table knows of its columns, from the file that leads the import. */
export interface LeadColumns {
  readonly names: readonly string[]
  readonly mapping: EventMapping
}

/** How the columns of a further file answer to those of the table. */
export interface Matched {
  /** Names in the table, by those in the file. */
  readonly renames: Readonly<Record<string, string>>
  /** Those of {@link renames} that hang on what the columns hold, and not on how their names are written: `user: uid → user_id`. */
  readonly said: readonly string[]
  /** Roles that no column plays, with the table's column; without a time, a user or an event, rows say nothing. */
  readonly missing: readonly { readonly role: Role; readonly column: string }[]
}

/**
 * Gives the columns of a file the names that the table has for them: the same name, the same but for case and signs
 * (`User ID` and `user_id`), or the same role, where the file's own roles are certain.
 */
export function matchColumns(lead: LeadColumns, names: readonly string[], own: Inspection | null): Matched {
  const renames = Object.create(null) as Record<string, string>
  const said: string[] = []
  const isFree = (name: string): boolean => !lead.names.includes(name) && renames[name] === undefined
  const byPlain = new Map<string, string[]>()
  for (const name of names.filter(isFree)) byPlain.set(plain(name), [...(byPlain.get(plain(name)) ?? []), name])
  for (const column of lead.names) {
    const [found, ...others] = names.includes(column) ? [] : (byPlain.get(plain(column)) ?? [])
    if (found !== undefined && others.length === 0 && plain(column) !== '' && isFree(found)) renames[found] = column
  }
  const missing: { role: Role; column: string }[] = []
  for (const role of ROLES) {
    const wanted = columnsOfRole(role, lead.mapping, lead.names)
    const absent = wanted.filter((column) => !names.includes(column) && !Object.values(renames).includes(column))
    if (absent.length === 0) continue
    const found = own === null || own.doubt?.role === role ? [] : columnsOfRole(role, own.mapping, names)
    if (found.length === wanted.length && absent.length === wanted.length && found.every(isFree)) {
      found.forEach((name, index) => {
        const column = required(wanted[index])
        renames[name] = column
        said.push(`${name} is read as ${column}, the ${role}`)
      })
    } else missing.push({ role, column: required(lead.mapping[role]) })
  }
  return { renames, said, missing }
}

/** A name without case, accents and signs. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
