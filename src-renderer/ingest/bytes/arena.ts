const BUFFER_BYTES = 2 ** 20

/** Typed arrays one behind the other in a few buffers, which can be moved to another thread and used again. */
export class Arena {
  /** Those that hold something. */
  readonly used: ArrayBuffer[] = []
  readonly #spare: ArrayBuffer[]
  #buffer: ArrayBuffer | null = null
  #end = 0

  /** `spare` are buffers whose content is no longer wanted. */
  constructor(spare: readonly ArrayBuffer[]) {
    this.#spare = [...spare]
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
  shorts(count: number): Uint16Array {
    return new Uint16Array(...this.#room(count, count * 2))
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

  #room(count: number, bytes: number): [ArrayBuffer, number, number] {
    const needed = Math.ceil(bytes / 8) * 8
    if (this.#buffer === null || this.#end + needed > this.#buffer.byteLength) {
      const spare = this.#spare.pop()
      this.#buffer =
        spare === undefined || spare.byteLength < needed ? new ArrayBuffer(Math.max(BUFFER_BYTES, needed)) : spare
      this.used.push(this.#buffer)
      this.#end = 0
    }
    const at = this.#end
    this.#end += needed
    return [this.#buffer, at, count]
  }
}
