import type { ScannedBatch, ScannedRows } from '../../../src-renderer/sequence/scannedRows'
import type { SeriesScan } from '../seriesScan'

/** Combinations of values, at most. */
const MOST_COMBINATIONS = 1 << 20

/** The combinations of a breakdown's values, by number. */
export interface Combinations {
  readonly count: number
  /** Of a batch's rows; valid until the next call. Null where there is one for all. */
  of(batch: ScannedBatch): Int32Array | null
  texts(number: number): readonly (string | null)[]
}

/** Null where there are too many. */
export function combinationsOf({ breakdown }: SeriesScan, rows: ScannedRows): Combinations | null {
  const names = Array.from({ length: breakdown?.columns ?? 0 }, (_, at) => `value_${at + 1}`)
  const texts = names.map((name) => rows.texts(name))
  const count = texts.reduce((product, { length }) => product * length, 1)
  if (count > MOST_COMBINATIONS) return null
  const room = new Int32Array(
    names.length < 2 ? 0 : rows.batches.reduce((most, batch) => Math.max(most, batch.rows), 0),
  )
  return {
    count,
    of(batch) {
      const [first, ...others] = names.map((name) => batch.column(name).values as Int32Array)
      if (first === undefined) return null
      if (others.length === 0) return first
      room.set(first)
      others.forEach((codes, at) => {
        const many = texts[at + 1]!.length
        for (let row = 0; row < codes.length; row += 1) room[row] = room[row]! * many + codes[row]!
      })
      return room
    },
    texts(number) {
      let rest = number
      return texts
        .toReversed()
        .map((own) => {
          const text = own[rest % own.length]!
          rest = Math.floor(rest / own.length)
          return text
        })
        .toReversed()
    },
  }
}
