/** Long enough to cost nothing, short enough that a cancel is obeyed and progress told while somebody waits for it. */
const INTERVAL_MS = 100

/**
 * Makes a function that long work calls again and again: now and then it gives the thread back for a moment, so that
 * messages can arrive.
 */
export function makeGiveWay(): () => Promise<void> {
  let gaveMs = performance.now()
  return async () => {
    if (performance.now() - gaveMs < INTERVAL_MS) return
    await new Promise((resolve) => {
      setTimeout(resolve)
    })
    gaveMs = performance.now()
  }
}
