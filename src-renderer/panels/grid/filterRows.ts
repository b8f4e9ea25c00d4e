import type { ResultTable, ResultValue } from '../../query/contract/result'
import { inSlices } from './inSlices'

/** Whether a value of a row passes. */
export type CellTest = (value: ResultValue) => boolean

/** A text as a number; NaN for what is none. */
function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text.replaceAll(',', ''))
}

/**
 * How a value stands to what was typed: below, equal or above 0; NaN where the two cannot be compared, as a name and a
 * number. Dates are compared as texts, whole or by their beginning.
 */
function compared(value: ResultValue, wanted: string): number {
  const number = numberOf(wanted)
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value) - number
  const text = String(value)
  if (!Number.isNaN(number) && !/^\d{4}-\d\d/.test(text)) return numberOf(text) - number
  return text < wanted ? -1 : text > wanted ? 1 : 0
}

/**
 * What was typed as a test of values: `null`, `not null`, `= x`, `!= x`, `> 5`, `>= 5`, `< 5`, `<= 5`; anything else is
 * looked for in the value, capitals or not. Null for nothing. NULL passes no comparison.
 */
export function readCellTest(typed: string): CellTest | null {
  const text = typed.trim()
  if (text === '') return null
  if (/^(?:is )?null$/i.test(text)) return (value) => value === null
  if (/^(?:is )?not null$/i.test(text)) return (value) => value !== null
  const match = /^(>=|<=|!=|<>|=|>|<)\s*(.*)$/s.exec(text)
  if (match === null) {
    const wanted = text.toLowerCase()
    const digits = /^[\d.,]+$/.test(text) ? text.replaceAll(',', '') : null
    return (value) => {
      if (value === null) return false
      if (typeof value === 'string') return value.toLowerCase().includes(wanted)
      return String(value)
        .toLowerCase()
        .includes(digits ?? wanted)
    }
  }
  const [, sign = '', wanted = ''] = match
  return (value) => {
    if (value === null) return false
    const difference = compared(value, wanted)
    if (Number.isNaN(difference)) return false
    if (sign === '=') return difference === 0
    if (sign === '!=' || sign === '<>') return difference !== 0
    if (sign === '>') return difference > 0
    if (sign === '>=') return difference >= 0
    return sign === '<' ? difference < 0 : difference <= 0
  }
}

/**
 * Which rows pass: 1 for those in which one of the columns does. The window has its turn in between; throws the signal's
 * reason when it is aborted there.
 */
export async function filterRows(
  table: ResultTable,
  columns: readonly number[],
  test: CellTest,
  signal: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<Uint8Array> {
  const passes = new Uint8Array(table.rowCount)
  await inSlices(table.rowCount, signal, (from, to) => {
    for (let row = from; row < to; row++) if (columns.some((column) => test(table.value(row, column)))) passes[row] = 1
    onProgress?.(to / table.rowCount)
  })
  return passes
}
