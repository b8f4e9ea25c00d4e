/**
 * What a column of stored rows holds: `time` microseconds, exact and never missing; `number` a double, NaN where there is
 * none; `key` a user's number, -1 where there is none; `text` a code for each text, 0 where there is none.
 */
export type ScannedKind = 'time' | 'number' | 'key' | 'text'

/** A column of a file's rows. */
export interface ScannedValues {
  readonly values: Float64Array | Int32Array
  /** Of times, keys and numbers, the least and the greatest. */
  readonly least: number
  readonly most: number
  /** Of numbers, whether all are whole. */
  readonly isWhole: boolean
}

/** The rows of a file, in its order. */
export interface ScannedBatch {
  readonly rows: number
  /** By the name that the question gives it; a RangeError for one that it did not ask for. */
  column(name: string): ScannedValues
}

/** Columns of a table's rows as they are stored, file by file. They belong to the session: nobody writes into them. */
export interface ScannedRows {
  readonly batches: readonly ScannedBatch[]
  /** The texts of a column by their codes; the first stands for none. */
  texts(name: string): readonly (string | null)[]
}
