import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { FilterTerm } from '../../src-renderer/query/contract/filterTerm'

/** The condition that a value stands for as an answer shows it; null where it stands for several. */
export function shownTerm(
  { name: column, type }: ColumnSchema,
  shown: string,
  words: { readonly none: string; readonly other: string },
): FilterTerm | null {
  if (shown === words.other) return null
  if (shown === words.none) return { column, op: 'is null' }
  if (type === 'boolean') return { column, op: '=', value: shown === 'true' }
  return { column, op: '=', value: type === 'integer' || type === 'double' ? Number(shown) : shown }
}
