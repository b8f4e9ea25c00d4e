import type { ResultTable, ResultValue } from '../../query/contract/result'

/** Whether a value of a row passes. */
export type CellTest = (value: ResultValue) => boolean

/** Rows that are looked at before the window has its turn. */
const SLICE = 20_000

/** A number or a text as it is compared. */
function compared(value: ResultValue, wanted: string): number {
  if (typeof value === 'number' || typeof value === 'bigint') {
    const number = Number(wanted.replaceAll(',', ''))
    return wanted.trim() === '' || Number.isNaN(number) ? Number.NaN : Number(value) - number
  }
  const text = String(value)
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
): Promise<Uint8Array> {
  const passes = new Uint8Array(table.rowCount)
  for (let from = 0; from < table.rowCount; from += SLICE) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
    const to = Math.min(table.rowCount, from + SLICE)
    for (let row = from; row < to; row++) if (columns.some((column) => test(table.value(row, column)))) passes[row] = 1
  }
  return passes
}
