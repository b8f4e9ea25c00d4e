import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScanFigure } from '../../../queries/trends/seriesScan'
import { differentUsers } from '../../../queries/trends/trends/scanUsers'
import type { UsersTold } from '../../../queries/trends/trends/scannedFigure'
import type { ScannedBatch } from '../../../src-renderer/sequence/scannedRows'
import { runs } from '../../runs'

interface Row {
  readonly bucket: number
  readonly place: number
  readonly user: number
  readonly isIn: boolean
  readonly holds: boolean
}

const [BUCKETS, PLACES, USERS] = [9, 3, 70]
const FIGURE: ScanFigure = { name: 'users', of: 'users', amount: null, is: 'is_1', ofUsers: true }
const row: fc.Arbitrary<Row> = fc.record({
  bucket: fc.nat(BUCKETS - 1),
  place: fc.nat(PLACES - 1),
  user: fc.integer({ min: -1, max: USERS - 1 }),
  isIn: fc.boolean(),
  holds: fc.boolean(),
})

/** Counts files of some rows each; null where they are told apart in a way that cannot. */
function figureOf(rows: readonly Row[], size: number, told: UsersTold, window?: ScanFigure['window']) {
  const figure = differentUsers(
    { ...FIGURE, ...(window === undefined ? {} : { window }) },
    { rows: { batches: [], texts: () => [] }, count: 1 + BUCKETS * PLACES, places: PLACES, users: USERS, told },
  )!
  for (let from = 0; from < rows.length; from += size) {
    const own = rows.slice(from, from + size)
    const user = { values: Int32Array.from(own, (one) => one.user), least: -1, most: USERS - 1, isWhole: true }
    const batch: ScannedBatch = { rows: own.length, column: () => user }
    const cells = Int32Array.from(own, ({ isIn, bucket, place }) => (isIn ? 1 + bucket * PLACES + place : 0))
    const isOne = own.every(({ bucket }) => bucket === own[0]!.bucket)
    const at = isOne ? { begin: 1 + own[0]!.bucket * PLACES } : { places: Int32Array.from(own, ({ place }) => place) }
    const flags = Uint8Array.from(own, ({ holds }) => (holds ? 1 : 0))
    if (!figure.add(cells, batch, flags, at)) return null
  }
  return figure
}

const usersOf = (rows: readonly Row[], isOf: (row: Row) => boolean): number =>
  new Set(rows.filter((one) => one.isIn && one.holds && one.user >= 0 && isOf(one)).map(({ user }) => user)).size

const rowsAndSize = fc.tuple(fc.array(row, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 20 }))

describe('different users of cells', () => {
  it.each(['latest', 'bits'] as const)('are told apart by %s', (told) => {
    fc.assert(
      fc.property(rowsAndSize, fc.boolean(), ([given, size], isSorted) => {
        const rows = isSorted ? given.toSorted((a, b) => a.bucket - b.bucket) : given
        const figure = figureOf(rows, size, told)
        const isRising = rows.every((one, at) => at === 0 || one.bucket >= rows[at - 1]!.bucket)
        if (told === 'bits' || isRising) expect(figure).not.toBeNull()
        if (figure === null) return
        for (let cell = 1; cell <= BUCKETS * PLACES; cell += 1) {
          const [bucket, place] = [Math.floor((cell - 1) / PLACES), (cell - 1) % PLACES]
          const own = usersOf(rows, (one) => one.bucket === bucket && one.place === place)
          expect(figure.value(cell), JSON.stringify({ rows, size, cell })).toBe(own)
        }
      }),
      { numRuns: runs(200) },
    )
  })

  it.each([1, 2, 4, 12, null])('of windows of %s buckets are those of any of these', (buckets) => {
    fc.assert(
      fc.property(rowsAndSize, fc.constantFrom('users', 'change'), ([rows, size], column) => {
        const figure = figureOf(rows, size, 'latest', { buckets, column })!
        const found = figure.windows!({ first: 100, count: BUCKETS }).rows
        for (let place = 0; place < PLACES; place += 1) {
          let known = 0
          for (let bucket = 0; bucket < BUCKETS + 14; bucket += 1) {
            const from = buckets === null ? 0 : bucket - buckets + 1
            const isOf = (one: Row): boolean => one.place === place && one.bucket >= from && one.bucket <= bucket
            const users = usersOf(rows, isOf)
            const own = found.filter((one) => one['bucket'] === 100 + bucket && one['place'] === place + 1)
            expect(own.length).toBeLessThanOrEqual(1)
            const value = Number(own[0]?.[column] ?? 0)
            // Nothing comes after the last date of all events.
            if (column === 'users' && (buckets !== null || bucket < BUCKETS)) expect(value).toBe(users)
            if (column === 'change') expect((known += value)).toBe(users)
          }
        }
      }),
      { numRuns: runs(100) },
    )
  })
})
