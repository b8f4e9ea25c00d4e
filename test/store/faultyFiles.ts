import type { FileInfo, FileStore } from '../../src-renderer/store/files'

/** What happens at the chosen operation: `fail` refuses it and goes on; the crashes also refuse all that follow. */
export type Fault = 'fail' | 'crash-before' | 'crash-half-way' | 'crash-after'

/** Passes everything on to another store, until the n-th operation that changes something. */
export class FaultyFiles implements FileStore {
  readonly label = 'faulty'
  operations = 0
  #crashed = false
  readonly #inner: FileStore
  readonly #faultAt: number
  readonly #fault: Fault

  constructor(inner: FileStore, faultAt: number, fault: Fault) {
    this.#inner = inner
    this.#faultAt = faultAt
    this.#fault = fault
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#crashed) return Promise.reject(new Error('crashed'))
    return this.#inner.read(path)
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    // A plain write may be cut off anywhere.
    return this.#change(() => this.#inner.write(path, bytes), () => this.#inner.write(path, bytes.subarray(0, bytes.byteLength >>> 1)))
  }

  replace(path: string, bytes: Uint8Array): Promise<void> {
    // A replace cut off leaves its temporary file and the old content.
    return this.#change(() => this.#inner.replace(path, bytes), () => this.#inner.write(`${path}.1-0.lathe-tmp`, bytes.subarray(0, bytes.byteLength >>> 1)))
  }

  remove(path: string): Promise<void> {
    return this.#change(() => this.#inner.remove(path), () => Promise.resolve())
  }

  list(folder: string): Promise<readonly FileInfo[]> {
    return this.#inner.list(folder)
  }

  lock(): Promise<() => Promise<void>> {
    return this.#inner.lock()
  }

  async #change(whole: () => Promise<void>, half: () => Promise<void>): Promise<void> {
    if (this.#crashed) throw new Error('crashed')
    if (this.operations++ !== this.#faultAt) return whole()
    if (this.#fault !== 'fail') this.#crashed = true
    if (this.#fault === 'crash-half-way') await half()
    if (this.#fault === 'crash-after') await whole()
    throw new Error('injected fault')
  }
}
