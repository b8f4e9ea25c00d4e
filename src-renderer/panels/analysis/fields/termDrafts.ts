import type { ColumnSchema } from '../../../model/schema'
import type { FilterTerm, Operator, Scalar } from '../../../query/contract/filterTerm'

/** A condition while it is being written: texts as typed. */
export interface TermDraft {
  readonly key: number
  readonly column: string | null
  readonly op: Operator
  /** One text; for in/not in one a value. */
  readonly texts: readonly string[]
}

export function blankTerm(key: number): TermDraft {
  return { key, column: null, op: '=', texts: [] }
}

/** How a form calls the operators, in the order it offers them. */
export const OPERATOR_LABELS: Readonly<Record<Operator, string>> = {
  '=': 'is',
  '!=': 'is not',
  in: 'is one of',
  'not in': 'is none of',
  contains: 'contains',
  'not contains': 'does not contain',
  '<': '<',
  '<=': '≤',
  '>': '>',
  '>=': '≥',
  'is null': 'is empty',
  'is not null': 'is not empty',
}

const TEXT_OPERATORS: readonly Operator[] = [
  '=',
  '!=',
  'in',
  'not in',
  'contains',
  'not contains',
  'is null',
  'is not null',
]
const ORDER_OPERATORS: readonly Operator[] = ['=', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is null', 'is not null']
const BOOLEAN_OPERATORS: readonly Operator[] = ['=', 'is null', 'is not null']

export function operatorsFor(type: ColumnSchema['type'] | undefined): readonly Operator[] {
  switch (type) {
    case 'boolean':
      return BOOLEAN_OPERATORS
    case 'integer':
    case 'double':
    case 'date':
    case 'timestamp':
      return ORDER_OPERATORS
    default:
      return TEXT_OPERATORS
  }
}

export function needsValue(op: Operator): boolean {
  return op !== 'is null' && op !== 'is not null'
}

export function takesList(op: Operator): boolean {
  return op === 'in' || op === 'not in'
}

function readScalar(text: string, type: ColumnSchema['type'] | undefined): Scalar {
  if (type === 'boolean') return text === 'true'
  // A number that a double holds exactly travels as a number; longer ones stay text, which the engine reads exactly.
  if ((type === 'integer' || type === 'double') && text.trim() !== '' && String(Number(text)) === text.trim())
    return Number(text)
  return text
}

/** The condition that a draft says; null while something is missing. */
export function finishDraft(draft: TermDraft, columns: readonly ColumnSchema[]): FilterTerm | null {
  if (draft.column === null) return null
  if (!needsValue(draft.op)) return { column: draft.column, op: draft.op }
  const type = columns.find((column) => column.name === draft.column)?.type
  const texts = draft.texts.filter((text) => text !== '')
  if (texts.length === 0) return null
  const values = texts.map((text) => readScalar(text, type))
  return { column: draft.column, op: draft.op, value: takesList(draft.op) ? values : values[0]! }
}

/** The draft of a finished condition. */
export function draftOf(term: FilterTerm, key: number): TermDraft {
  const values =
    term.value === undefined
      ? []
      : Array.isArray(term.value)
        ? (term.value as readonly Scalar[])
        : [term.value as Scalar]
  return { key, column: term.column, op: term.op, texts: values.map(String) }
}
