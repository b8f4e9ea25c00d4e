import type { PartRows } from '../../../src-renderer/query/analysis/partsResult'
import type { ResultValue } from '../../../src-renderer/query/contract/result'
import type { ScannedBatch, ScannedRows } from '../../../src-renderer/sequence/scannedRows'
import type { Flags } from '../../events/storedTerms'

/** A figure of each cell; cell 0 is of the rows that belong to none. */
export interface CellValues {
  readonly name: string
  readonly type: 'integer' | 'double'
  value(cell: number): ResultValue
  /** The rows of windows that end with each bucket, where it is of windows. */
  readonly windows?: (buckets: WindowBuckets) => PartRows
}

/** Where a batch's cells are: all in one bucket, which begins with that cell; or each with its place, null where there is one. */
type BatchCells = { readonly begin: number } | { readonly places: Int32Array | null }

/** One that is counted batch by batch. */
export interface ScannedFigure extends CellValues {
  /** Counts a batch: row r into cells[r], where `flags` say so. False where it cannot be counted in this way. */
  add(cells: Int32Array, batch: ScannedBatch, flags: Flags, at: BatchCells): boolean
}

/** The cells that a figure is counted in, and of which rows; users' numbers are below `users`. */
export interface FigureCells {
  readonly rows: ScannedRows
  readonly count: number
  readonly places: number
  readonly users: number
  readonly told: UsersTold
}

/**
 * How different users are told apart: by who came last in each place of a bucket, where rows come in the order of their
 * buckets; or by a bit each in every cell.
 */
export type UsersTold = 'latest' | 'bits'

/** The buckets that cells are of. */
export interface WindowBuckets {
  readonly first: number
  readonly count: number
}
