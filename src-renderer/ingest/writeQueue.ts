/** No more are on their way at once, however small. */
const MOST_AT_ONCE = 16
/** What waits to be written stays in memory, so it is bounded. */
const MOST_BYTES = 24 * 2 ** 20

/**
 * Runs a few writes at a time: flushing a file to disk is mostly waiting, and an import may have thousands of files.
 */
export class WriteQueue {
  #bytes = 0
  readonly #running = new Set<Promise<void>>()
  #failures: unknown[] = []

  /** Starts the work on so many bytes, once there is room for it; throws the first failure of earlier work. */
  async add(bytes: number, work: () => Promise<void>): Promise<void> {
    while (this.#running.size >= MOST_AT_ONCE || (this.#running.size > 0 && this.#bytes + bytes > MOST_BYTES))
      await Promise.race(this.#running)
    this.#throwFailure()
    this.#bytes += bytes
    const running: Promise<void> = work()
      .catch((error: unknown) => {
        this.#failures.push(error)
      })
      .finally(() => {
        this.#running.delete(running)
        this.#bytes -= bytes
      })
    this.#running.add(running)
  }

  /** Waits for all; throws the first failure. */
  async finish(): Promise<void> {
    await Promise.all(this.#running)
    this.#throwFailure()
  }

  #throwFailure(): void {
    const [first] = this.#failures
    if (this.#failures.length > 0) throw first
  }
}
