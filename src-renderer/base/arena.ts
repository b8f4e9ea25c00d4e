const BUFFER_BYTES = 2 ** 20

/**
 * Typed arrays one behind the other in a few buffers, which are used again: V8 collects garbage anew for every 24 MB of
 * buffers that were made, whatever became of them.
 */
export class Arena<Memory extends ArrayBufferLike = ArrayBufferLike> {
  /** Those that hold something. */
  readonly used: Memory[] = []
  readonly #spare: Memory[]
  readonly #make: (bytes: number) => Memory
  #buffer: Memory | null = null
  #end = 0

  /** `spare` are buffers whose content is no longer wanted. */
  private constructor(spare: readonly Memory[], make: (bytes: number) => Memory) {
    this.#spare = [...spare]
    this.#make = make
  }

  /** In memory that threads share. */
  static shared(spare: readonly SharedArrayBuffer[]): Arena<SharedArrayBuffer> {
    return new Arena(spare, (bytes) => new SharedArrayBuffer(bytes))
  }

  /** In memory of this thread. */
  static own(): Arena<ArrayBuffer> {
    return new Arena([], (bytes) => new ArrayBuffer(bytes))
  }

  /** Nothing that lies in it is wanted any more. */
  clear(): void {
    this.#spare.push(...this.used.splice(0))
    this.#buffer = null
  }

  /** The first `count` values, copied. */
  bytesOf(values: Uint8Array, count: number): Uint8Array {
    const copy = new Uint8Array(...this.#room(count, count))
    copy.set(values.subarray(0, count))
    return copy
  }

  integersOf(values: Int32Array, count: number): Int32Array {
    const copy = new Int32Array(...this.#room(count, count * 4))
    copy.set(values.subarray(0, count))
    return copy
  }

  doublesOf(values: Float64Array, count: number): Float64Array {
    const copy = new Float64Array(...this.#room(count, count * 8))
    copy.set(values.subarray(0, count))
    return copy
  }

  /** Room for values, with whatever lies there. */
  bytes(count: number): Uint8Array {
    return new Uint8Array(...this.#room(count, count))
  }

  shorts(count: number): Uint16Array {
    return new Uint16Array(...this.#room(count, count * 2))
  }

  signedShorts(count: number): Int16Array {
    return new Int16Array(...this.#room(count, count * 2))
  }

  integers(count: number): Int32Array {
    return new Int32Array(...this.#room(count, count * 4))
  }

  words(count: number): Uint32Array {
    return new Uint32Array(...this.#room(count, count * 4))
  }

  doubles(count: number): Float64Array {
    return new Float64Array(...this.#room(count, count * 8))
  }

  /** The shortest one that is long enough. */
  #takeSpare(needed: number): Memory | null {
    let found: Memory | null = null
    for (const one of this.#spare)
      if (one.byteLength >= needed && (found === null || one.byteLength < found.byteLength)) found = one
    if (found !== null) this.#spare.splice(this.#spare.indexOf(found), 1)
    return found
  }

  #room(count: number, bytes: number): [Memory, number, number] {
    const needed = Math.ceil(bytes / 8) * 8
    if (this.#buffer === null || this.#end + needed > this.#buffer.byteLength) {
      this.#buffer = this.#takeSpare(needed) ?? this.#make(Math.max(BUFFER_BYTES, needed))
      this.used.push(this.#buffer)
      this.#end = 0
    }
    const at = this.#end
    this.#end += needed
    return [this.#buffer, at, count]
  }
}
