/** The keys of a batch's rows that are kept, `count` of each array in use. */
export interface RowKeys {
  count: number
  /** Row numbers in the batch, ascending. */
  kept: Int32Array
  /** Local days since 1970-01-01. */
  days: Int32Array
  /** µs. */
  times: Float64Array
  /** User keys, -1 for nobody. */
  users: Int32Array
  /** Codes of session ids, -1 for none. */
  sessions: Int32Array
  /** Packed file and line, see model/schema packSource. */
  sources: Float64Array
}

export function makeRowKeys(capacity: number): RowKeys {
  return {
    count: 0,
    kept: new Int32Array(capacity),
    days: new Int32Array(capacity),
    times: new Float64Array(capacity),
    users: new Int32Array(capacity),
    sessions: new Int32Array(capacity),
    sources: new Float64Array(capacity),
  }
}
