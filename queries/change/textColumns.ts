import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { columnNamed } from '../../src-renderer/query/sql/condition'
import type { Scope } from '../../src-renderer/query/sql/source'

/** Columns that are looked at where none are chosen. */
const MOST_COLUMNS = 8
const IDS = ['user_id', 'session_id', 'event_id', 'event']

/** The columns chosen; without a choice the first eight of text or yes and no that have no role. */
export function chosenColumns(values: ParameterValues, { source }: Scope): readonly ColumnSchema[] {
  const given: readonly string[] = Array.isArray(values['columns']) ? (values['columns'] as readonly string[]) : []
  if (given.length > 0) return given.map((name) => columnNamed(name, source.columns))
  return source.columns
    .filter(({ type, role }) => (type === 'string' || type === 'boolean') && role === undefined)
    .filter(({ name }) => !name.startsWith('_') && !IDS.includes(name))
    .slice(0, MOST_COLUMNS)
}
