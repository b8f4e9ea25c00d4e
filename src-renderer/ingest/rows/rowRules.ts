import type { RowRules } from '../../model/rowRules'
import type { EventMapping } from '../../model/schema'
import type { Cell, CellColumn, Reject, RowBatch } from '../contract'

const EXCERPT_CHARS = 200

/** A batch without the rows that break a rule; each is a reject with its first reason. */
export function keepToRules(batch: RowBatch, rules: RowRules, mapping: EventMapping): RowBatch {
  const places = new Map(batch.names.map((name, index) => [name, index]))
  const column = (name: string | undefined): CellColumn | undefined => {
    const place = name === undefined ? undefined : places.get(name)
    return place === undefined ? undefined : batch.cells[place]
  }
  const events = rules.events === undefined ? null : new Set(rules.events)
  // An event that is said for all rows is no column, and was said by a person.
  const event = events === null ? undefined : column(mapping.event)
  const required = (rules.required ?? []).map((name) => ({ name, cells: column(name) }))
  const ranges = Object.entries(rules.ranges ?? {}).map(([name, range]) => ({ name, ...range, cells: column(name) }))
  const broken = (row: number): Pick<Reject, 'reason' | 'detail'> | null => {
    const name = event?.at(row) ?? null
    if (events !== null && name !== null && !events.has(String(name)))
      return {
        reason: 'unknown-event',
        detail: `one of the ${events.size} events that are expected in “${mapping.event ?? ''}”`,
      }
    const missing = required.find(({ cells }) => isEmpty(cells?.at(row) ?? null))
    if (missing !== undefined) return { reason: 'missing-value', detail: `a value in “${missing.name}”` }
    const beyond = ranges.find(({ cells, min, max }) => !isWithin(cells?.at(row) ?? null, min, max))
    return beyond === undefined
      ? null
      : { reason: 'out-of-range', detail: `a number ${rangeText(beyond.min, beyond.max)} in “${beyond.name}”` }
  }
  const kept: number[] = []
  const rejects: Reject[] = []
  for (let row = 0; row < batch.count; row++) {
    const why = broken(row)
    if (why === null) kept.push(row)
    else {
      const excerpt = batch.cells.map((cells) => cells.at(row) ?? '').join(', ')
      rejects.push({ ...why, line: batch.lines[row] ?? 0, column: 1, excerpt: excerpt.slice(0, EXCERPT_CHARS) })
    }
  }
  if (rejects.length === 0) return batch
  return {
    ...batch,
    count: kept.length,
    cells: batch.cells.map((cells) => kept.map((row) => cells.at(row) ?? null)),
    lines: kept.map((row) => batch.lines[row] ?? 0),
    rejects: [...batch.rejects, ...rejects],
  }
}

function isEmpty(cell: Cell): boolean {
  return cell === null || cell === ''
}

/** A text that is no number lies nowhere. */
function isWithin(cell: Cell, min = -Infinity, max = Infinity): boolean {
  if (isEmpty(cell)) return true
  const value = Number(cell)
  return value >= min && value <= max
}

function rangeText(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `up to ${max}`
  return max === undefined ? `from ${min} on` : `from ${min} to ${max}`
}
