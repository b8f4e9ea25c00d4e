/** How long work goes on before the window has its turn, and how often that is looked at. */
const SLICE_MS = 6,
  ROWS_A_LOOK = 500

/** Does work on rows 0 … count, so many at a time that the window has its turn between. Rejects when it is aborted. */
export async function inSlices(
  count: number,
  signal: AbortSignal,
  work: (from: number, to: number) => void,
): Promise<void> {
  let started = performance.now()
  for (let from = 0; from < count; from += ROWS_A_LOOK) {
    if (performance.now() - started > SLICE_MS) {
      await new Promise((resolve) => setTimeout(resolve))
      started = performance.now()
    }
    signal.throwIfAborted()
    work(from, Math.min(count, from + ROWS_A_LOOK))
  }
  // Also what took no turn at all may have been aborted since it was asked.
  await Promise.resolve()
  signal.throwIfAborted()
}
