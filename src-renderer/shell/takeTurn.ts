/**
 * Does work while no other window of Lathe does what has the same name: waits for its turn, and keeps it until the
 * signal ends it. Where the browser has no locks, there is no other window to wait for.
 */
export async function takeTurn(name: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  const locks = (globalThis.navigator as { readonly locks?: LockManager | null } | undefined)?.locks ?? null
  if (locks === null) return work()
  try {
    await locks.request(name, { signal }, async () => {
      await work()
      await ended
    })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
