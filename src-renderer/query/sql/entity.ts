import { elementAt } from '../../base/required'
import type { ColumnSchema } from '../../model/schema'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { columnNamed } from './condition'
import { identifier } from './literal'
import { refuse } from './refuse'

/** The parameter of analyses that count users, or the values of other columns in their place. */
export const PER: ParameterSpec = {
  name: 'per',
  type: 'columns',
  label: 'Count',
  default: [],
  max: 3,
  emptyMeans: 'Users',
  help: 'Who is counted, in place of users: the values of a column, or of several together.',
  more: true,
}

/**
 * The columns whose values are counted in place of users; none where users are. A single name as a text is an analysis's
 * own `per`. Throws `not-found`.
 */
export function entityOf(values: ParameterValues, columns: readonly ColumnSchema[]): readonly string[] {
  const { per } = values
  if (!Array.isArray(per) || per.length === 0 || (per.length === 1 && per[0] === 'user')) return []
  return per.map((name) => columnNamed(own(String(name), columns), columns).name)
}

/** Words for columns that every log has, or may have: a user, and a session where the log has ids of them. */
function own(name: string, columns: readonly ColumnSchema[]): string {
  if (columns.some((one) => one.name === name)) return name
  if (name === 'user') return 'user_id'
  if (name !== 'session') return name
  if (columns.some((one) => one.name === 'session_id')) return 'session_id'
  return refuse(
    'per',
    name,
    'this log has no session ids, so its sessions are gaps between events; see the panel Sessions',
  )
}

const PART = 'chr(31)'

/** What an entity is told apart by, as SQL; NULL for rows that belong to none: one of its columns has no value. */
export function entityKey(columns: readonly string[]): string {
  if (columns.length === 1) return identifier(elementAt(columns, 0))
  // A mark within a value is doubled, so that no two pairs become one text.
  const part = (column: string): string => `replace(${identifier(column)}::VARCHAR, ${PART}, ${PART} || ${PART})`
  return columns.map(part).join(` || ${PART} || ' ' || `)
}
