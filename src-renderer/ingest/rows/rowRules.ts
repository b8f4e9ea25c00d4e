import { ownValue } from '../../base/ownValue'
import type { RowRules } from '../../model/rowRules'
import { compileNumberReader } from '../columns/numberForm'
import { NULL_WORDS } from '../columns/nullWords'
import type { CellColumn, IngestPlan, Reject, RowBatch } from '../contract'

const EXCERPT_CHARS = 200

/** What of a plan says how the cells are read that rules look at. */
type Reading = Pick<IngestPlan, 'mapping' | 'nullWords' | 'numbers'>
type Broken = Pick<Reject, 'reason' | 'detail'>

/** A batch without the rows that break a rule; each is a reject with its first reason. */
export function keepToRules(batch: RowBatch, rules: RowRules, reading: Reading): RowBatch {
  const broken = compileRules(batch, rules, reading)
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

/** Says of each row of a batch which rule it breaks first, in the order in which they are written; null for none. */
export function compileRules(
  batch: Pick<RowBatch, 'names' | 'cells'>,
  { events, required = [], requiredOf = {}, values = {}, ranges = {} }: RowRules,
  { mapping, nullWords = NULL_WORDS, numbers = {} }: Reading,
): (row: number) => Broken | null {
  const places = new Map(batch.names.map((name, index) => [name, index]))
  const words = new Set(nullWords)
  const column = (name: string): CellColumn | undefined => batch.cells[places.get(name) ?? -1]
  const textAt = (cells: CellColumn | undefined, row: number): string | null => {
    const text = String(cells?.at(row) ?? '').trim()
    return text === '' || words.has(text) ? null : text
  }
  // An event that is said for all rows is no column, and was said by a person.
  const eventColumn = mapping.event === undefined ? undefined : column(mapping.event)
  const known = events === undefined ? null : new Set(events)
  const needed = required.map((name) => ({ name, cells: column(name) }))
  const neededOf = new Map(
    Object.entries(requiredOf).map(([event, names]) => [event, names.map((name) => ({ name, cells: column(name) }))]),
  )
  const listed = Object.entries(values).map(([name, all]) => ({ name, all: new Set(all), cells: column(name) }))
  const ranged = Object.entries(ranges).map(([name, range]) => {
    const form = ownValue(numbers, name)
    return { name, ...range, cells: column(name), read: form === undefined ? Number : compileNumberReader(form) }
  })
  return (row) => {
    const event = textAt(eventColumn, row)
    if (known !== null && event !== null && !known.has(event))
      return {
        reason: 'unknown-event',
        detail: `one of the ${known.size} events that are expected in “${mapping.event ?? ''}”`,
      }
    const missing = needed.find(({ cells }) => textAt(cells, row) === null)
    if (missing !== undefined) return { reason: 'missing-value', detail: `a value in “${missing.name}”` }
    const missingOf = neededOf.get(event ?? '')?.find(({ cells }) => textAt(cells, row) === null)
    if (missingOf !== undefined)
      return { reason: 'missing-value', detail: `a value in “${missingOf.name}” of ${event ?? ''}` }
    const other = listed.find(({ cells, all }) => {
      const text = textAt(cells, row)
      return text !== null && !all.has(text)
    })
    if (other !== undefined)
      return { reason: 'unknown-value', detail: `one of ${[...other.all].join(', ')} in “${other.name}”` }
    const beyond = ranged.find(({ cells, min, max, read }) => {
      const text = textAt(cells, row)
      return text !== null && !isWithin(read(cells?.at(row) ?? null), min, max)
    })
    return beyond === undefined
      ? null
      : { reason: 'out-of-range', detail: `a number ${rangeText(beyond.min, beyond.max)} in “${beyond.name}”` }
  }
}

/** A text that is no number lies nowhere. */
function isWithin(value: number, min = -Infinity, max = Infinity): boolean {
  return value >= min && value <= max
}

function rangeText(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return `up to ${max}`
  return max === undefined ? `from ${min} on` : `from ${min} to ${max}`
}
