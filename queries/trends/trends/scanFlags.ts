import type { ScannedBatch, ScannedRows } from '../../../src-renderer/sequence/scannedRows'
import type { ScanTerm, SeriesScan } from '../seriesScan'

/** 1 for each row of a batch that something holds for; null where it holds for all. Valid until the next batch. */
export type Flags = Uint8Array | null

/** What holds of a batch's rows. */
export interface ScanFlags {
  /** Says which batch is looked at. */
  at(batch: ScannedBatch): void
  /** A condition by its name; null is none. */
  of(name: string | null): Flags
  /** What says anything at all: it is in scope, and a condition counts it. */
  readonly counted: Flags
}

/** By code, whether a term holds. */
function holdsOf({ among, isNot }: ScanTerm, texts: readonly (string | null)[]): Uint8Array {
  const set = new Set(among)
  return Uint8Array.from(texts, (text) => (set.has(text) === isNot ? 0 : 1))
}

export function scanFlags({ scope, conditions, counted }: SeriesScan, rows: ScannedRows): ScanFlags {
  const size = rows.batches.reduce((most, batch) => Math.max(most, batch.rows), 0)
  const rooms = new Map<string, Uint8Array>()
  const known = new Map<string, Flags>()
  const tests = new Map(
    [...scope, ...Object.values(conditions).flat()].map((term) => [term, holdsOf(term, rows.texts(term.column))]),
  )
  let batch: ScannedBatch | undefined

  const roomOf = (name: string): Uint8Array => {
    const room = rooms.get(name) ?? new Uint8Array(size)
    rooms.set(name, room)
    return room
  }
  const all = (name: string, terms: readonly ScanTerm[]): Flags => {
    if (batch === undefined || terms.length === 0) return null
    const flags = roomOf(name)
    terms.forEach((term, index) => {
      const codes = batch!.column(term.column).values
      const holds = tests.get(term)!
      const { length } = codes
      if (index === 0) for (let row = 0; row < length; row += 1) flags[row] = holds[codes[row]!]!
      else for (let row = 0; row < length; row += 1) flags[row]! &= holds[codes[row]!]!
    })
    return flags
  }
  const once = (name: string, make: () => Flags): Flags => {
    const found = known.get(name)
    if (found !== undefined) return found
    const made = make()
    known.set(name, made)
    return made
  }
  const of = (name: string | null): Flags =>
    name === null ? null : once(name, () => all(name, conditions[name] ?? []))
  return {
    at(next) {
      batch = next
      known.clear()
    },
    of,
    get counted() {
      return once('', () => {
        const inScope = all('', scope)
        if (counted === null || batch === undefined) return inScope
        const some = counted.map(of)
        if (some.includes(null)) return inScope
        const flags = roomOf('.')
        for (let row = 0; row < batch.rows; row += 1) {
          let is = 0
          for (const one of some) is |= one![row]!
          flags[row] = inScope === null ? is : is & inScope[row]!
        }
        return flags
      })
    },
  }
}
