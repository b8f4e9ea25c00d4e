import type { IngestProgress } from './contract'

const INTERVAL_MS = 100

/**
 * Tells how far an import is, ten times a second at most. Rates are over the whole import, so that they stand still.
 */
export class ProgressMeter {
  readonly #onProgress: ((progress: IngestProgress) => void) | undefined
  readonly #now: () => number
  readonly #startedMs: number
  #toldMs = -Infinity

  constructor(onProgress: ((progress: IngestProgress) => void) | undefined, now: () => number) {
    this.#onProgress = onProgress
    this.#now = now
    this.#startedMs = now()
  }

  get elapsedMs(): number {
    return this.#now() - this.#startedMs
  }

  /** `always` is for the moments that must be seen: a new stage, the end. */
  tell(state: Omit<IngestProgress, 'rowsPerSecond' | 'secondsLeft'>, always = false): void {
    if (this.#onProgress === undefined) return
    const nowMs = this.#now()
    if (!always && nowMs - this.#toldMs < INTERVAL_MS) return
    this.#toldMs = nowMs
    const seconds = (nowMs - this.#startedMs) / 1000
    const rowsPerSecond = seconds > 0 ? Math.round(state.rows / seconds) : 0
    const known = state.stage === 'reading' && state.bytesTotal !== null && state.bytesRead > 0 && seconds >= 0.3
    const secondsLeft = known
      ? Math.max(0, Math.round((seconds * ((state.bytesTotal ?? 0) - state.bytesRead)) / state.bytesRead))
      : null
    this.#onProgress({ ...state, rowsPerSecond, secondsLeft })
  }
}
