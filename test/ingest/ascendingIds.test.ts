import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ascends } from '../../src-renderer/ingest/bytes/ascends'
import { hash128 } from '../../src-renderer/ingest/bytes/murmur3'
import { NOTHING, PackedCells } from '../../src-renderer/ingest/bytes/packedCells'
import { IdSet } from '../../src-renderer/ingest/rows/dedupe'
import { Duplicates } from '../../src-renderer/ingest/rows/duplicates'

type Id = string | number

const textOf = (id: Id): Uint8Array => new TextEncoder().encode(String(id))

/** Cells as a reader gives them: texts in its bytes, and numbers; with hashes as another thread finds them. */
function cellsOf(ids: readonly Id[], isKnown: boolean): PackedCells {
  const cells = new PackedCells(ids.length)
  const bytes: number[] = []
  const hashes = new Uint32Array(4 * ids.length)
  for (const [row, id] of ids.entries()) {
    if (typeof id === 'number') {
      cells.set(row, id)
      continue
    }
    const text = textOf(id)
    cells.setText(row, bytes.length, bytes.length + text.length)
    bytes.push(...text)
    hash128(text, 0, text.length, hashes.subarray(4 * row, 4 * row + 4))
  }
  cells.length = ids.length
  cells.bytes = Uint8Array.from(bytes)
  if (isKnown) cells.known = { ...NOTHING, ids: hashes, ascends: ascends(cells, ids.length) }
  return cells
}

/** Which ids are new, one batch after the other, as an import asks it. */
function newIds(batches: readonly (readonly Id[])[], isKnown: boolean): { isNew: boolean[]; inOrder: number } {
  const duplicates = new Duplicates(new IdSet())
  const isNew: boolean[] = []
  let inOrder = 0
  for (const ids of batches) {
    const cells = cellsOf(ids, isKnown)
    if (duplicates.areAscending(cells, ids.length)) {
      inOrder++
      duplicates.takeAscending(cells, Int32Array.from(ids.keys()))
      isNew.push(...ids.map(() => true))
      continue
    }
    for (const [row, id] of ids.entries()) {
      const text = textOf(id)
      const known = isKnown && typeof id === 'string' ? cells.known.ids : null
      isNew.push(duplicates.addId(text, 0, text.length, known, row))
    }
  }
  return { isNew, inOrder }
}

function expected(batches: readonly (readonly Id[])[]): boolean[] {
  const seen = new Set<string>()
  return batches.flat().map((id) => {
    const isNew = !seen.has(String(id))
    seen.add(String(id))
    return isNew
  })
}

test('ids are new for the first time only, in whatever order and pieces they come', () => {
  const id = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.stringMatching(/^[ab1]{1,3}$/), fc.constantFrom('é', 'ÿ'))
  fc.assert(
    fc.property(fc.array(fc.array(id, { maxLength: 6 }), { maxLength: 8 }), fc.boolean(), (batches, isKnown) => {
      expect(newIds(batches, isKnown).isNew).toEqual(expected(batches))
    }),
  )
})

test('ids that ascend at first, and then come again, are told apart', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 30 }), fc.nat(5), fc.boolean(), (later, cut, isKnown) => {
      const first = Array.from({ length: 100 }, (_, index) => `e${index.toString(36)}`)
      const batches = [first.slice(0, cut), first.slice(cut), later.map((index) => `e${index.toString(36)}`)]
      const found = newIds(batches, isKnown)
      expect(found.isNew).toEqual(expected(batches))
      expect(found.inOrder).toBeGreaterThanOrEqual(2)
    }),
  )
})

test('a shorter id comes first, numbers count as what is written, and an empty one is none', () => {
  expect(ascends(cellsOf([9, '10', 11, 'b2', 'b3', 'a10'], false), 6)).toBe(true)
  expect(ascends(cellsOf(['a2', 'a10', 'a10'], false), 3)).toBe(false)
  expect(ascends(cellsOf(['', 'a'], false), 2)).toBe(false)
  expect(ascends(cellsOf(['b', 'a'], false), 2)).toBe(false)
})
