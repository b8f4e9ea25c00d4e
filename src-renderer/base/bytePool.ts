/** Pieces of memory that are used again, for bytes that somebody else is busy with for a while. */
export class BytePool {
  readonly #spare: ArrayBuffer[] = []

  /** So many bytes, whatever they are. */
  take(length: number): Uint8Array {
    const at = this.#spare.findIndex(({ byteLength }) => byteLength >= length)
    // One that is too short makes room for the new one.
    const [spare] = this.#spare.splice(Math.max(0, at), 1)
    return new Uint8Array(at < 0 || spare === undefined ? new ArrayBuffer(roomy(length)) : spare, 0, length)
  }

  /** Nobody wants what lies there any more. */
  giveBack({ buffer }: Uint8Array): void {
    if (buffer instanceof ArrayBuffer) this.#spare.push(buffer)
  }
}

/** Some more, so that the next one, which is about as long, fits too. */
function roomy(length: number): number {
  return Math.ceil(length / 2 ** 20) * 2 ** 20
}
