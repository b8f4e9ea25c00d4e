import { throwIfAborted } from './abort'

/** Overlapping work of which only the newest counts. */
export interface Latest {
  /**
   * Starts `work` and aborts what was started before. Resolves only if nothing newer has been started and nobody has
   * cancelled in the meantime; rejects with an AbortError otherwise, even when the work itself ignored its signal.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Aborts what is running; nothing happens when nothing is. */
  cancel(): void
  /** Whether nothing is running. */
  isIdle(): boolean
}

export function createLatest(): Latest {
  let current: AbortController | null = null
  function cancel(): void {
    current?.abort(new DOMException('Cancelled', 'AbortError'))
    current = null
  }
  return {
    cancel,
    isIdle: () => current === null,
    async run(work) {
      cancel()
      const own = new AbortController()
      current = own
      try {
        const result = await work(own.signal)
        throwIfAborted(own.signal)
        return result
      } catch (error) {
        throwIfAborted(own.signal)
        throw error
      } finally {
        if (current === own) current = null
      }
    },
  }
}
