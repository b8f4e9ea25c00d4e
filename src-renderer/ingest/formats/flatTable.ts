/** What stands in a slot of a table: a number of so many bytes, a text, another table, or a list. */
export type FlatSlot =
  | { readonly is: 'number'; readonly bytes: 1 | 2 | 4 | 8 }
  | { readonly is: 'text' }
  | { readonly is: 'table'; readonly of: FlatSpec }
  /** The table whose number stands in the slot before; one that is not listed is not read. */
  | { readonly is: 'union'; readonly of: ReadonlyMap<number, FlatSpec> }
  | { readonly is: 'structs'; readonly bytes: number }
  | { readonly is: 'tables'; readonly of: FlatSpec }

/** The slots of a table in their order; a function where a table holds its own kind. */
export type FlatSpec = readonly FlatSlot[] | (() => readonly FlatSlot[])

const DEEPEST = 64
/**
 * A table, or an entry of a list of tables, takes at least this many bytes: a file that says more of them goes in
 * circles.
 */
const LEAST_BYTES = 4

/**
 * Checks that a FlatBuffer (https://flatbuffers.dev/internals/) keeps to its bytes, whoever reads it by this spec:
 * every table, text and list lies inside, none is deeper than 64, and none is met endlessly. Answers its root table;
 * throws RangeError.
 */
export function checkedFlatBuffer(bytes: Uint8Array, spec: FlatSpec): FlatTable {
  const check = new FlatCheck(bytes)
  const root = check.refAt(0)
  check.table(root, spec, 0)
  return new FlatTable(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), root)
}

class FlatCheck {
  readonly #view: DataView
  #left: number

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#left = Math.floor(bytes.length / LEAST_BYTES) + 1
  }

  /** Where the reference at a place leads. DataView throws RangeError beyond the bytes. */
  refAt(at: number): number {
    return at + this.#view.getUint32(at, true)
  }

  table(at: number, spec: FlatSpec, depth: number): void {
    if (depth > DEEPEST || --this.#left < 0)
      throw new RangeError('the tables of the metadata hold one another endlessly')
    const slots = typeof spec === 'function' ? spec() : spec
    const vtable = at - this.#view.getInt32(at, true)
    const vtableBytes = this.#view.getUint16(vtable, true)
    const tableBytes = this.#view.getUint16(vtable + 2, true)
    this.#within(vtable, vtableBytes)
    this.#within(at, tableBytes)
    if (vtableBytes < 4 || vtableBytes % 2 !== 0) throw new RangeError('a table of the metadata has no beginning')
    slots.forEach((slot, index) => {
      const place = 4 + index * 2 < vtableBytes ? this.#view.getUint16(vtable + 4 + index * 2, true) : 0
      if (place === 0) return
      const width = slot.is === 'number' ? slot.bytes : 4
      if (place < 4 || place + width > tableBytes)
        throw new RangeError('a value of the metadata lies outside its table')
      if (slot.is === 'number') return
      const target = this.refAt(at + place)
      if (slot.is === 'table') this.table(target, slot.of, depth + 1)
      else if (slot.is === 'union') this.#union(at, vtable, index, target, slot.of, depth)
      else this.#list(target, slot, depth)
    })
  }

  #union(
    at: number,
    vtable: number,
    index: number,
    target: number,
    specs: ReadonlyMap<number, FlatSpec>,
    depth: number,
  ): void {
    const place = this.#view.getUint16(vtable + 4 + (index - 1) * 2, true)
    const spec = specs.get(place === 0 ? 0 : this.#view.getUint8(at + place))
    if (spec !== undefined) this.table(target, spec, depth + 1)
  }

  #list(at: number, slot: Extract<FlatSlot, { is: 'text' | 'structs' | 'tables' }>, depth: number): void {
    const count = this.#view.getUint32(at, true)
    this.#within(at + 4, count * (slot.is === 'text' ? 1 : slot.is === 'structs' ? slot.bytes : 4))
    if (slot.is !== 'tables') return
    for (let entry = 0; entry < count; entry++) this.table(this.refAt(at + 4 + entry * 4), slot.of, depth + 1)
  }

  #within(at: number, length: number): void {
    if (at < 0 || at + length > this.#view.byteLength) throw new RangeError('the metadata goes beyond its end')
  }
}

/** A table of a FlatBuffer that {@link checkedFlatBuffer} has checked; slots by their number. */
export class FlatTable {
  readonly #view: DataView
  readonly #at: number

  constructor(view: DataView, at: number) {
    this.#view = view
    this.#at = at
  }

  #place(slot: number): number {
    const vtable = this.#at - this.#view.getInt32(this.#at, true)
    const place =
      4 + slot * 2 < this.#view.getUint16(vtable, true) ? this.#view.getUint16(vtable + 4 + slot * 2, true) : 0
    return place === 0 ? 0 : this.#at + place
  }

  has(slot: number): boolean {
    return this.#place(slot) !== 0
  }

  /** Where a slot's value lies in the buffer; 0 where it has none. */
  placeOf(slot: number): number {
    return this.#place(slot)
  }

  text(slot: number): string {
    const at = this.#place(slot)
    if (at === 0) return ''
    const from = at + this.#view.getUint32(at, true)
    const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + from + 4, this.#view.getUint32(from, true))
    return new TextDecoder().decode(bytes)
  }

  byte(slot: number, otherwise = 0): number {
    const at = this.#place(slot)
    return at === 0 ? otherwise : this.#view.getUint8(at)
  }

  short(slot: number, otherwise = 0): number {
    const at = this.#place(slot)
    return at === 0 ? otherwise : this.#view.getInt16(at, true)
  }

  int(slot: number, otherwise = 0): number {
    const at = this.#place(slot)
    return at === 0 ? otherwise : this.#view.getInt32(at, true)
  }

  /** As a number: what is beyond 2^53 is too large for any use, exact or not. */
  long(slot: number): number {
    const at = this.#place(slot)
    return at === 0 ? 0 : Number(this.#view.getBigInt64(at, true))
  }

  table(slot: number): FlatTable | null {
    const at = this.#place(slot)
    return at === 0 ? null : new FlatTable(this.#view, at + this.#view.getUint32(at, true))
  }

  tables(slot: number): FlatTable[] {
    return this.#entries(slot, 4, (at) => new FlatTable(this.#view, at + this.#view.getUint32(at, true)))
  }

  ints(slot: number): number[] {
    return this.#entries(slot, 4, (at) => this.#view.getInt32(at, true))
  }

  /** Structs of some bytes; of each, the longs at the given places in it. */
  longs(slot: number, bytes: number, places: readonly number[]): number[][] {
    return this.#entries(slot, bytes, (at) => places.map((place) => Number(this.#view.getBigInt64(at + place, true))))
  }

  #entries<T>(slot: number, bytes: number, read: (at: number) => T): T[] {
    const at = this.#place(slot)
    if (at === 0) return []
    const list = at + this.#view.getUint32(at, true)
    return Array.from({ length: this.#view.getUint32(list, true) }, (_, entry) => read(list + 4 + entry * bytes))
  }
}
