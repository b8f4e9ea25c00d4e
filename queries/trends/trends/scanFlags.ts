import type { ScannedBatch, ScannedRows } from '../../../src-renderer/sequence/scannedRows'
import { longestBatch, termFlags, type Flags } from '../../events/storedTerms'
import type { SeriesScan } from '../seriesScan'

/** What holds of a batch's rows; valid until the next batch. */
export interface ScanFlags {
  /** Says which batch is looked at. */
  at(batch: ScannedBatch): void
  /** A condition by its name; null is none. */
  of(name: string | null): Flags
  /** What says anything at all: it is in scope, and a condition counts it. */
  readonly counted: Flags
}

export function scanFlags({ scope, conditions, counted }: SeriesScan, rows: ScannedRows): ScanFlags {
  const size = longestBatch(rows)
  const rooms = new Map<string, Uint8Array>()
  const known = new Map<string, Flags>()
  const inScope = termFlags(scope, rows)
  const holds = new Map(Object.entries(conditions).map(([name, terms]) => [name, termFlags(terms, rows)]))
  let batch: ScannedBatch | undefined

  const roomOf = (name: string): Uint8Array => {
    const room = rooms.get(name) ?? new Uint8Array(size)
    rooms.set(name, room)
    return room
  }
  const once = (name: string, make: () => Flags): Flags => {
    const found = known.get(name)
    if (found !== undefined) return found
    const made = make()
    known.set(name, made)
    return made
  }
  const of = (name: string | null): Flags =>
    name === null || batch === undefined ? null : once(name, () => holds.get(name)?.(batch!, roomOf(name)) ?? null)
  return {
    at(next) {
      batch = next
      known.clear()
    },
    of,
    get counted() {
      return once('', () => {
        if (batch === undefined) return null
        const within = inScope(batch, roomOf(''))
        if (counted === null) return within
        const some = counted.map(of)
        if (some.includes(null)) return within
        const flags = roomOf('.')
        for (let row = 0; row < batch.rows; row += 1) {
          let is = 0
          for (const one of some) is |= one![row]!
          flags[row] = within === null ? is : is & within[row]!
        }
        return flags
      })
    },
  }
}
