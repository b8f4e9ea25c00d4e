import type { Vector } from 'apache-arrow'
import type { TableEntry } from '../../store/manifest'
import { Utf8Writer, decodeArrowFile } from '../../store/arrowFile'
import type { Workspace } from '../../store/workspace'
import { hash128 } from '../bytes/murmur3'

const MAX_LOAD = 0.75
const SEGMENTS = 64

/**
 * The ids (or contents) that have been seen, as 128-bit hashes in open-addressed tables: 16 bytes a slot. That two
 * different ids of a billion share a hash has a chance of about 1 in 10^21. There are many tables, by a part of the
 * hash, so that growing never needs the memory of all of them twice.
 */
export class IdSet {
  count = 0
  readonly #segments: Uint32Array[]
  readonly #counts = new Int32Array(SEGMENTS)
  readonly #hash = new Uint32Array(4)
  readonly #scratch = new Utf8Writer(256)
  /** Holds what warm read, so that it is read. */
  warmed = 0

  constructor(expected = 1024) {
    // Ids spread over the tables by chance, hence the few more.
    const capacity = Math.ceil((expected / SEGMENTS / MAX_LOAD) * 1.02) + 16
    this.#segments = Array.from({ length: SEGMENTS }, () => new Uint32Array(capacity * 4))
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.byteLength, 0)
  }

  /** True when the id is new. */
  add(id: string): boolean {
    this.#scratch.clear()
    const end = this.#scratch.add(id)
    return this.addBytes(this.#scratch.buffer, 0, end)
  }

  /** As add, for the id's UTF-8. */
  addBytes(bytes: Uint8Array, from: number, to: number): boolean {
    hash128(bytes, from, to, this.#hash)
    return this.addHash(this.#hash)
  }

  /** As addBytes, with the hashes of many ids by row. */
  addKnown(hashes: Uint32Array, row: number): boolean {
    for (let i = 0; i < 4; i++) this.#hash[i] = hashes[4 * row + i]!
    return this.addHash(this.#hash)
  }

  /** Reads where the ids with these hashes are looked for, as store/textTable.warm does. */
  warm(hashes: Uint32Array, count: number): void {
    const segments = this.#segments
    let read = 0
    for (let row = 0; row < count; row++) {
      const segment = segments[hashes[4 * row + 1]! % SEGMENTS]!
      read ^= segment[firstSlot(hashes[4 * row]!, segment.length)]!
    }
    this.warmed = read
  }

  /** As add, for 128 bits that are a hash already. */
  addHash(hash: Uint32Array): boolean {
    if ((hash[0]! | hash[1]! | hash[2]! | hash[3]!) === 0) hash[3] = 1
    const index = hash[1]! % SEGMENTS
    const segment = this.#segments[index]!
    const slot = findSlot(segment, hash[0]!, hash[1]!, hash[2]!, hash[3]!)
    if (slot < 0) return false
    segment[slot] = hash[0]!
    segment[slot + 1] = hash[1]!
    segment[slot + 2] = hash[2]!
    segment[slot + 3] = hash[3]!
    this.count++
    const count = this.#counts[index]! + 1
    this.#counts[index] = count
    if (count * 4 > segment.length * MAX_LOAD) this.#segments[index] = grownSegment(segment)
    return true
  }
}

/** Where the search for a hash begins, from its first 32 bits. */
function firstSlot(a: number, length: number): number {
  return Math.floor((a * (length >>> 2)) / 4_294_967_296) << 2
}

/** The free slot for a hash, or -1 when it is there. All zero marks a free slot. */
function findSlot(slots: Uint32Array, a: number, b: number, c: number, d: number): number {
  const end = slots.length
  let slot = firstSlot(a, end)
  for (;;) {
    const first = slots[slot]!
    if (first === a && slots[slot + 1] === b && slots[slot + 2] === c && slots[slot + 3] === d) return -1
    if (first === 0 && (slots[slot + 1]! | slots[slot + 2]! | slots[slot + 3]!) === 0) return slot
    slot += 4
    if (slot === end) slot = 0
  }
}

function grownSegment(old: Uint32Array): Uint32Array {
  const slots = new Uint32Array(Math.ceil((old.length / 4) * 1.5) * 4)
  for (let slot = 0; slot < old.length; slot += 4) {
    const [a, b, c, d] = [old[slot]!, old[slot + 1]!, old[slot + 2]!, old[slot + 3]!]
    if ((a | b | c | d) === 0) continue
    const free = findSlot(slots, a, b, c, d)
    slots[free] = a
    slots[free + 1] = b
    slots[free + 2] = c
    slots[free + 3] = d
  }
  return slots
}

/** Adds every event id that the table holds. */
export async function addStoredIds(ids: IdSet, workspace: Workspace, table: TableEntry): Promise<void> {
  for (const entry of table.partitions) {
    const bytes = await workspace.readPartition(entry)
    const column = bytes === null ? null : decodeArrowFile(bytes).getChild('event_id')
    if (column !== null) addColumn(ids, column)
  }
}

function addColumn(ids: IdSet, column: Vector): void {
  for (let row = 0; row < column.length; row++) {
    const id: unknown = column.get(row)
    if (typeof id === 'string' && id !== '') ids.add(id)
  }
}
