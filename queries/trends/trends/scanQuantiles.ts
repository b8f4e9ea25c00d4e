import { quantileOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import type { ScanFigure } from '../seriesScan'
import type { FigureCells, ScannedFigure } from './scannedFigure'
import { quantileOfCounts } from './wholeNumbers'

/** Whole numbers within so many of each other are counted by value, where cells have so many counts at most: 64 MB. */
const MOST_APART = 1 << 16
const MOST_COUNTS = 1 << 24
/** Amounts that are kept one by one, at most. */
const MOST_KEPT = 12_000_000

/** The quantile of each cell's amounts; null where they take too much room. */
export function quantiles(figure: ScanFigure, cells: FigureCells): ScannedFigure | null {
  const { name, amount } = figure
  const share = figure.share ?? 0.5
  const columns = cells.rows.batches.map((batch) => batch.column(amount ?? ''))
  const least = columns.reduce((edge, one) => Math.min(edge, one.least), Infinity)
  const most = columns.reduce((edge, one) => Math.max(edge, one.most), -Infinity)
  const size = most - least + 1
  const isCounted = columns.every(({ isWhole }) => isWhole) && size <= MOST_APART && size * cells.count <= MOST_COUNTS
  const kept = isCounted ? countedAmounts(cells.count, least, size, share) : keptAmounts(cells.count, share)
  return {
    name,
    type: 'double',
    add(into, batch, flags) {
      const amounts = batch.column(amount ?? '').values
      return kept.add(into, amounts as Float64Array, flags, batch.rows)
    },
    value: kept.value,
  }
}

interface Amounts {
  add(cells: Int32Array, amounts: Float64Array, flags: Uint8Array | null, rows: number): boolean
  readonly value: (cell: number) => number | null
}

/** How often each cell has each value. */
function countedAmounts(count: number, least: number, size: number, share: number): Amounts {
  const counts = new Int32Array(count * Math.max(size, 0))
  return {
    add(cells, amounts, flags, rows) {
      for (let row = 0; row < rows; row += 1) {
        const amount = amounts[row]!
        if (Number.isNaN(amount) || (flags !== null && flags[row] === 0)) continue
        counts[cells[row]! * size + amount - least]! += 1
      }
      return true
    },
    value(cell) {
      const own = counts.subarray(cell * size, (cell + 1) * size)
      const total = own.reduce((sum, one) => sum + one, 0)
      return total === 0 ? null : quantileOfCounts(own, total, share, least)
    },
  }
}

/** All amounts, put by their cells once they are asked for. */
function keptAmounts(count: number, share: number): Amounts {
  const [all, cellsOf] = [new Numbers(), new Numbers()]
  let sorted: { readonly values: Float64Array; readonly ends: Int32Array } | null = null
  const byCell = (): { readonly values: Float64Array; readonly ends: Int32Array } => {
    const [values, cells] = [all.values(), cellsOf.values()]
    const ends = new Int32Array(count + 1)
    for (let at = 0; at < cells.length; at += 1) ends[cells[at]! + 1]! += 1
    for (let cell = 0; cell < count; cell += 1) ends[cell + 1]! += ends[cell]!
    const own = new Float64Array(values.length)
    // Each begins where the one before ends, and ends where it was filled up to.
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at]!
      own[ends[cell]!] = values[at]!
      ends[cell]! += 1
    }
    return { values: own, ends }
  }
  return {
    add(cells, amounts, flags, rows) {
      for (let row = 0; row < rows; row += 1) {
        const amount = amounts[row]!
        if (Number.isNaN(amount) || cells[row] === 0 || (flags !== null && flags[row] === 0)) continue
        all.add(amount)
        cellsOf.add(cells[row]!)
      }
      return all.count <= MOST_KEPT
    },
    value(cell) {
      sorted ??= byCell()
      const own = sorted.values.slice(cell === 0 ? 0 : sorted.ends[cell - 1]!, sorted.ends[cell])
      return own.length === 0 ? null : quantileOf(own, share)
    },
  }
}
