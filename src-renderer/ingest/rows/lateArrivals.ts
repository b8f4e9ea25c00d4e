import { ownValue } from '../../base/ownValue'
import { receivedColumn } from '../../model/receivedColumn'
import type { Arrivals } from '../../store/manifest'
import type { Cell, CellColumn, IngestPlan } from '../contract'
import type { RowKeys } from '../columns/rowKeys'

/** After so many hours a row is late, where nothing else is said. */
const LATE_HOURS = 24
const HOUR_MICROS = 3_600_000_000
/** A file of which more than this share lies behind its own newest times is not in the order in which rows came. */
const MOST_OUT_OF_ORDER = 0.1
/**
 * Counts rows that came more than some hours after they happened: by the column that says when a row was received, or
 * else by the file's order, as the time between a row and the newest one above it.
 */
export class LateArrivals {
  readonly #column: string | null
  readonly #read: (cell: Cell) => number
  readonly #limit: number
  readonly #hours: number
  #rows = 0
  #late = 0
  #most = 0
  #newest: number

  /**
   * `reads` gives a reader of ISO times, or of epochs; `newest` is the newest time above the file's first row, where the
   * file goes on.
   */
  constructor(
    { mapping, types, lateHours = LATE_HOURS }: IngestPlan,
    reads: (format: 'iso' | 'epoch-mixed') => (cell: Cell) => number,
    newest: number | null,
  ) {
    this.#column = receivedColumn(Object.keys(types).filter((name) => name !== mapping.time))
    const isNumber = this.#column !== null && ['integer', 'double'].includes(ownValue(types, this.#column) ?? '')
    this.#read = reads(isNumber ? 'epoch-mixed' : 'iso')
    this.#hours = lateHours
    this.#limit = lateHours * HOUR_MICROS
    this.#newest = newest ?? -Infinity
  }

  add(keys: RowKeys, cellsOf: ReadonlyMap<string, CellColumn>): void {
    const received = this.#column === null ? undefined : cellsOf.get(this.#column)
    this.#rows += keys.count
    for (let row = 0; row < keys.count; row++) {
      const time = keys.times[row]!
      const came = this.#column === null ? this.#newest : this.#read(received?.at(keys.kept[row]!) ?? null)
      if (time > this.#newest) this.#newest = time
      const delay = came - time
      if (!(delay > this.#limit) || delay === Infinity) continue
      this.#late++
      if (delay > this.#most) this.#most = delay
    }
  }

  /** What of the file came late; null where nothing did, or where its order says nothing. */
  found(): Arrivals | null {
    if (this.#late === 0) return null
    if (this.#column === null && this.#late > this.#rows * MOST_OUT_OF_ORDER) return null
    return { hours: this.#hours, rows: this.#late, mostHours: this.#most / HOUR_MICROS, by: this.#column }
  }
}

/** `3 rows came more than 24 hours after they happened, up to 30.5 hours, by received_at`. */
export function arrivalText(list: readonly Arrivals[]): string {
  const rows = list.reduce((sum, one) => sum + one.rows, 0)
  const hours = [...new Set(list.map((one) => one.hours))].sort((a, b) => a - b)
  const most = Math.max(...list.map(({ mostHours }) => mostHours))
  const by = [...new Set(list.map((one) => one.by ?? 'the order of the file'))]
  return (
    `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} came more than ${hours.join(' or ')} hours after they ` +
    `happened, up to ${most.toLocaleString('en', { maximumFractionDigits: 1 })} hours, by ${by.join(' and ')}`
  )
}
