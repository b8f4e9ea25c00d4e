import { longerDoubles } from '../base/growing'
import { LatheError } from '../model/error'
import type { TsMicros } from '../model/schema'
import {
  booleanData,
  decodeArrowFile,
  encodeArrowFile,
  readInt32,
  readMicros,
  timestampData,
  utf8Data,
} from './arrowFile'
import { TextTable } from './textTable'

/**
 * All users of a workspace; a user's key is the row, and never changes (but see deleteUser). Times are µs, ±Infinity
 * while no event was seen. Ids are text: the number 7 and the text "7" are one user.
 */
export class Users {
  readonly #ids = new TextTable()
  #firstSeen: Float64Array = new Float64Array(64)
  #lastSeen: Float64Array = new Float64Array(64)
  #isTest = new Uint8Array(64)
  /** Users whose times are set up. */
  #known = 0

  get count(): number {
    return this.#ids.count
  }

  /** The user's key; a new user gets the next one. */
  keyOf(id: string): number {
    return this.#withTimes(this.#ids.codeOfText(id))
  }

  /** As keyOf, for an id's UTF-8; its hash may be known (TextTable.codeOf). */
  codeOf(bytes: Uint8Array, from: number, to: number, hash?: number): number {
    return this.#withTimes(this.#ids.codeOf(bytes, from, to, hash))
  }

  /** Before many ids are looked for (TextTable.warm). */
  warm(hashes: Int32Array): void {
    this.#ids.warm(hashes)
  }

  /** All ids in the order of their keys, made anew at each call. */
  get ids(): readonly string[] {
    return Array.from({ length: this.count }, (_, key) => this.#ids.textOf(key))
  }

  /** The id of the user with this key. */
  idOf(key: number): string {
    return this.#ids.textOf(key)
  }

  /** The key of a user that is known, or -1. */
  find(id: string): number {
    return this.#ids.find(id)
  }

  see(key: number, ts: TsMicros): void {
    if (ts < this.#firstSeen[key]!) this.#firstSeen[key] = ts
    if (ts > this.#lastSeen[key]!) this.#lastSeen[key] = ts
  }

  /** Sees keys[i] at times[i] for i below count; those below 0 are nobody's. */
  seeRows(keys: Int32Array, times: Float64Array, count: number): void {
    const [firstSeen, lastSeen] = [this.#firstSeen, this.#lastSeen]
    for (let i = 0; i < count; i++) {
      const key = keys[i]!
      if (key < 0) continue
      const ts = times[i]!
      if (ts < firstSeen[key]!) firstSeen[key] = ts
      if (ts > lastSeen[key]!) lastSeen[key] = ts
    }
  }

  /** Takes in a partition file of an event table. */
  seeFile(bytes: Uint8Array): void {
    const table = decodeArrowFile(bytes)
    const [keys, times] = [table.getChild('user_key'), table.getChild('ts')]
    if (keys === null || times === null) return
    const [key, ts, flags] = [readInt32(keys), readMicros(times), table.getChild('is_test')]
    for (let row = 0; row < key.length; row++) {
      if (key[row]! < 0) continue
      this.see(key[row]!, ts[row]!)
      if (flags?.get(row) === true) this.flagTest(key[row]!)
    }
  }

  flagTest(key: number): void {
    this.#isTest[key] = 1
  }

  firstSeen(key: number): TsMicros {
    return this.#firstSeen[key] ?? Infinity
  }

  lastSeen(key: number): TsMicros {
    return this.#lastSeen[key] ?? -Infinity
  }

  isTest(key: number): boolean {
    return this.#isTest[key] === 1
  }

  /** Forgets when users were seen and who is a test user; ids and keys stay. */
  forgetSeen(): void {
    this.#firstSeen.fill(Infinity)
    this.#lastSeen.fill(-Infinity)
    this.#isTest.fill(0)
  }

  /** All users but one, without a gap: the last user takes the key that is free. */
  without(key: number): Users {
    const last = this.count - 1
    return this.#copy(last, (place) => (place === key ? last : place))
  }

  /** All users, one of them under another id. */
  renamed(key: number, id: string): Users {
    return this.#copy(
      this.count,
      (place) => place,
      (place) => (place === key ? id : this.idOf(place)),
    )
  }

  #copy(count: number, from: (place: number) => number, idOf = (place: number): string => this.idOf(place)): Users {
    const copy = new Users()
    for (let place = 0; place < count; place++) {
      const key = from(place)
      copy.keyOf(idOf(key))
      if (this.#firstSeen[key]! <= this.#lastSeen[key]!) {
        copy.see(place, this.#firstSeen[key]!)
        copy.see(place, this.#lastSeen[key]!)
      }
      if (this.isTest(key)) copy.flagTest(place)
    }
    return copy
  }

  countTests(): number {
    let count = 0
    for (let key = 0; key < this.count; key++) count += this.#isTest[key]!
    return count
  }

  /** The earliest and the latest that any user was seen. */
  seenRange(): { minTs: TsMicros | null; maxTs: TsMicros | null } {
    let [min, max] = [Infinity, -Infinity]
    for (let key = 0; key < this.count; key++) {
      min = Math.min(min, this.#firstSeen[key]!)
      max = Math.max(max, this.#lastSeen[key]!)
    }
    return min <= max ? { minTs: min, maxTs: max } : { minTs: null, maxTs: null }
  }

  /**
   * The users file; first_seen and last_seen are null for a user without events. Where the ids are lost, user_id is
   * null for all.
   */
  encode(withIds = true): Uint8Array {
    const count = this.count
    const [first, last, seen] = [this.#firstSeen.slice(0, count), this.#lastSeen.slice(0, count), new Uint8Array(count)]
    for (let key = 0; key < count; key++) {
      if (first[key]! <= last[key]!) seen[key] = 1
      else first[key] = last[key] = 0
    }
    return encodeArrowFile(
      [
        { name: 'user_id', data: utf8Data(this.#ids.values(), withIds ? null : new Uint8Array(count)) },
        { name: 'first_seen', data: timestampData(first, seen) },
        { name: 'last_seen', data: timestampData(last, seen) },
        { name: 'is_test', data: booleanData(this.#isTest.subarray(0, count)) },
      ],
      count,
    )
  }

  static decode(bytes: Uint8Array, path: string): Users {
    const table = decodeArrowFile(bytes)
    const [ids, first, last, tests] = ['user_id', 'first_seen', 'last_seen', 'is_test'].map((name) =>
      table.getChild(name),
    )
    if (!ids || !first || !last || !tests)
      throw new LatheError(
        'store-corrupt',
        `The users file ${path} lacks a column; restore the workspace from a backup.`,
        { path, detail: 'column missing' },
      )
    const [firstSeen, lastSeen] = [readMicros(first), readMicros(last)]
    const users = new Users()
    for (let key = 0; key < table.numRows; key++) {
      users.keyOf(ids.get(key) as string)
      if (tests.get(key) === true) users.flagTest(key)
      if (!first.isValid(key)) continue
      users.see(key, firstSeen[key]!)
      users.see(key, lastSeen[key]!)
    }
    return users
  }

  #withTimes(key: number): number {
    if (key < this.#known) return key
    if (key === this.#firstSeen.length) this.#grow()
    this.#firstSeen[key] = Infinity
    this.#lastSeen[key] = -Infinity
    this.#known = key + 1
    return key
  }

  #grow(): void {
    const capacity = this.#firstSeen.length * 2
    const tests = new Uint8Array(capacity)
    tests.set(this.#isTest)
    this.#firstSeen = longerDoubles(this.#firstSeen, capacity)
    this.#lastSeen = longerDoubles(this.#lastSeen, capacity)
    this.#isTest = tests
  }
}
