/**
 * Takes stretches of exact lengths from bytes that come in chunks of any size. Holds no more than was asked for, and a
 * chunk.
 */
export class ByteQueue {
  readonly #source: AsyncIterator<Uint8Array>
  #chunks: Uint8Array[] = []
  #held = 0
  #ended = false

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** The next bytes, which stay; fewer than asked for at the end. */
  async peek(length: number): Promise<Uint8Array> {
    await this.#fill(length)
    const bytes = this.#joined(Math.min(length, this.#held))
    return bytes
  }

  /** Takes the next bytes; fewer than asked for at the end. */
  async take(length: number): Promise<Uint8Array> {
    await this.#fill(length)
    const taken = this.#joined(Math.min(length, this.#held))
    this.#drop(taken.length)
    return taken
  }

  /** Puts bytes that were taken back before those that come next, in the order in which they were taken. */
  giveBack(taken: readonly Uint8Array[]): void {
    this.#chunks = [...taken, ...this.#chunks]
    this.#held += taken.reduce((sum, { length }) => sum + length, 0)
  }

  /** Lets the source know that nothing more is wanted. */
  async end(): Promise<void> {
    await this.#source.return?.()
  }

  async #fill(length: number): Promise<void> {
    while (this.#held < length && !this.#ended) {
      const next = await this.#source.next()
      if (next.done === true) this.#ended = true
      else if (next.value.length > 0) {
        this.#chunks.push(next.value)
        this.#held += next.value.length
      }
    }
  }

  #joined(length: number): Uint8Array {
    const first = this.#chunks[0]
    if (first !== undefined && first.length >= length) return first.subarray(0, length)
    const all = new Uint8Array(length)
    let at = 0
    for (const chunk of this.#chunks) {
      const part = chunk.subarray(0, length - at)
      all.set(part, at)
      at += part.length
      if (at === length) break
    }
    return all
  }

  #drop(length: number): void {
    this.#held -= length
    let left = length
    while (left > 0) {
      const first = this.#chunks[0]!
      if (first.length > left) this.#chunks[0] = first.subarray(left)
      else this.#chunks.shift()
      left -= Math.min(left, first.length)
    }
  }
}
