import { booleanData, encodeArrowFile, utf8Data, Utf8Writer, type NamedData } from '../../store/arrowFile'
import type { ResultTable } from '../contract/result'
import { computedFrom } from './computedResult'

/** A column of a result of very many rows: written value by value, without an object for each row. */
export interface WrittenColumn {
  readonly count: number
  data(): NamedData
}

function grown<T extends Int32Array | Uint8Array>(values: T, make: (length: number) => T): T {
  const larger = make(2 * values.length)
  larger.set(values)
  return larger
}

/** Texts, one after the other; null for NULL. */
export class WrittenTexts implements WrittenColumn {
  count = 0
  readonly #name: string
  readonly #writer = new Utf8Writer(1 << 16)
  #ends = new Int32Array(1024)
  #valid = new Uint8Array(1024)

  constructor(name: string) {
    this.#name = name
  }

  add(text: string | null): void {
    this.#valid[this.count] = text === null ? 0 : 1
    this.count += 1
    if (this.count === this.#ends.length) {
      this.#ends = grown(this.#ends, (length) => new Int32Array(length))
      this.#valid = grown(this.#valid, (length) => new Uint8Array(length))
    }
    this.#ends[this.count] = this.#writer.add(text ?? '')
  }

  data(): NamedData {
    const offsets = this.#ends.subarray(0, this.count + 1)
    return {
      name: this.#name,
      data: utf8Data({ bytes: this.#writer.view(), offsets }, this.#valid.subarray(0, this.count)),
    }
  }
}

/** Truth values. */
export class WrittenFlags implements WrittenColumn {
  count = 0
  readonly #name: string
  #flags = new Uint8Array(1024)

  constructor(name: string) {
    this.#name = name
  }

  add(flag: boolean): void {
    if (this.count === this.#flags.length) this.#flags = grown(this.#flags, (length) => new Uint8Array(length))
    this.#flags[this.count] = flag ? 1 : 0
    this.count += 1
  }

  data(): NamedData {
    return { name: this.#name, data: booleanData(this.#flags.subarray(0, this.count)) }
  }
}

/** The columns as a result; each has the same number of values. */
export function writtenResult(columns: readonly WrittenColumn[]): ResultTable {
  const rows = columns[0]?.count ?? 0
  return computedFrom(
    encodeArrowFile(
      columns.map((column) => column.data()),
      rows,
    ).slice(),
  )
}
