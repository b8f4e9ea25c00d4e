import type { EventMapping, Role } from '../../model/schema'
import { timeColumnsOf } from '../time/timeColumns'

/** What a mapping's event says where no column holds it. */
const FROM_FILE = '=file'
/** Files are called so by the programs that packed or wrote them. */
const ENDINGS = /(?:\.[a-z][a-z0-9]{0,9})+$/i

/**
 * The event of all rows of a file, where no column holds it: `=paid` is the event “paid”, `=file` the file's name
 * without folder and endings. Null where the mapping names a column, as one that is really called so.
 */
export function constantEvent(event: string | undefined, file: string, names: readonly string[]): string | null {
  if (event === undefined || !event.startsWith('=') || event === '=' || names.includes(event)) return null
  if (event !== FROM_FILE) return event.slice(1)
  const name = file.replace(/^.*[\\/]/, '')
  return name.replace(ENDINGS, '') || name
}

/**
 * The columns that name the user: one, or several as `user_id|device_id`, of which the first that is not empty in a row
 * does. A column that is really called so comes first. Empty when a column is not among `names`.
 */
export function userColumnsOf(user: string, names: readonly string[]): readonly string[] {
  if (names.includes(user)) return [user]
  const parts = user.split('|')
  return parts.every((part) => names.includes(part)) ? parts : []
}

/** The columns that a role is made of, as far as they are among `names`; none where no column is needed. */
export function columnsOfRole(role: Role, mapping: EventMapping, names: readonly string[]): readonly string[] {
  const column = mapping[role]
  if (column === undefined || column === '') return []
  if (role === 'time') return timeColumnsOf(column, names)
  if (role === 'user') return userColumnsOf(column, names)
  return role === 'event' && constantEvent(column, '', names) !== null ? [] : [column]
}

/** All parts of a mapping that may be names of columns, where the file's columns are not known yet. */
export function possibleColumns(mapping: EventMapping): ReadonlySet<string> {
  const parts = (text: string | undefined, by: string): readonly string[] => {
    const found = (text ?? '').split(by)
    return found
      .slice(1)
      .flatMap((_, at) => [found.slice(0, at + 1).join(by), found.slice(at + 1).join(by)])
      .concat(by === '|' ? found : [])
  }
  const all = [...Object.values(mapping), ...parts(mapping.time, '+'), ...parts(mapping.user, '|')]
  return new Set(all.filter((column) => column !== '' && column !== 'none'))
}
