import type { ResultValue } from '../../../src-renderer/query/contract/result'
import type { ScanFigure } from '../seriesScan'
import type { CellValues, FigureCells, ScannedFigure } from './scannedFigure'
import { quantiles } from './scanQuantiles'
import { differentUsers } from './scanUsers'

function counted({ name, amount, ofUsers }: ScanFigure, count: number): ScannedFigure {
  const counts = new Float64Array(count)
  return {
    name,
    type: 'integer',
    add(cells, batch, flags) {
      const { rows } = batch
      if (amount === null && !ofUsers) {
        if (flags === null) for (let row = 0; row < rows; row += 1) counts[cells[row]!]! += 1
        else for (let row = 0; row < rows; row += 1) counts[cells[row]!]! += flags[row]!
        return true
      }
      const keys = ofUsers ? batch.column('user').values : null
      const amounts = amount === null ? null : batch.column(amount).values
      for (let row = 0; row < rows; row += 1) {
        if (flags !== null && flags[row] === 0) continue
        if ((keys === null || keys[row]! >= 0) && (amounts === null || !Number.isNaN(amounts[row]!)))
          counts[cells[row]!]! += 1
      }
      return true
    },
    value: (cell) => counts[cell]!,
  }
}

function aggregated({ name, of, amount, ofUsers }: ScanFigure, count: number): ScannedFigure {
  const figures = new Float64Array(count).fill(of === 'min' ? Infinity : of === 'max' ? -Infinity : 0)
  const isThere = new Uint8Array(count)
  const more =
    of === 'sum' ? (known: number, value: number): number => known + value : of === 'min' ? Math.min : Math.max
  return {
    name,
    type: 'double',
    add(cells, batch, flags) {
      const amounts = batch.column(amount ?? '').values
      const keys = ofUsers ? batch.column('user').values : null
      for (let row = 0; row < batch.rows; row += 1) {
        const value = amounts[row]!
        if (Number.isNaN(value) || (flags !== null && flags[row] === 0) || (keys !== null && keys[row]! < 0)) continue
        const cell = cells[row]!
        figures[cell] = more(figures[cell]!, value)
        isThere[cell] = 1
      }
      return true
    },
    value: (cell) => (isThere[cell] === 1 ? figures[cell]! : null),
  }
}

/** A figure of so many cells; null where it takes too much room. */
export function scannedFigure(figure: ScanFigure, cells: FigureCells): ScannedFigure | null {
  if (figure.of === 'users') return differentUsers(figure, cells)
  if (figure.of === 'quantile') return quantiles(figure, cells)
  return figure.of === 'count' ? counted(figure, cells.count) : aggregated(figure, cells.count)
}

/** Where each of `from` places of a bucket goes: one of `count`. */
export interface Merge {
  readonly from: number
  readonly places: ArrayLike<number>
  readonly count: number
  readonly buckets: number
}

/** A count, least or greatest value of places of which several become one. */
export function mergedFigure(
  { name, of }: ScanFigure,
  known: CellValues,
  { from, places, count, buckets }: Merge,
): CellValues {
  const merged = Array<ResultValue>(1 + count * buckets).fill(of === 'count' ? 0 : null)
  for (let bucket = 0; bucket < buckets; bucket += 1)
    for (let place = 0; place < from; place += 1) {
      const value = known.value(1 + bucket * from + place)
      const cell = 1 + bucket * count + places[place]!
      const before = merged[cell] ?? null
      if (value === null) continue
      const [one, two] = [Number(before), Number(value)]
      merged[cell] =
        before === null ? value : of === 'count' ? one + two : of === 'min' ? Math.min(one, two) : Math.max(one, two)
    }
  return { name, type: known.type, value: (cell) => merged[cell] ?? null }
}
