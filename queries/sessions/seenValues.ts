import { codeCount } from '../../src-renderer/sequence/timeline'

/** Which values of a column of codes were met since it last began: for one session after the other, without clearing. */
export class SeenValues {
  readonly #codes: Int32Array
  /** By code: the round in which it was met last. */
  readonly #metIn: Int32Array
  #round = 0

  constructor(codes: Int32Array) {
    this.#codes = codes
    this.#metIn = new Int32Array(codeCount(codes))
  }

  begin(): void {
    this.#round += 1
  }

  /** Whether a row has a value that was not met before; NULL is no value. */
  isNew(row: number): boolean {
    const code = this.#codes[row]!
    if (code < 0 || this.#metIn[code] === this.#round) return false
    this.#metIn[code] = this.#round
    return true
  }
}
