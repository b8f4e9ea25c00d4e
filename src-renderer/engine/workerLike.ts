/** The part of Worker that duckdb-wasm's client uses: a browser Worker, or a Node worker thread dressed as one. */
export interface WorkerLike {
  postMessage(message: unknown, transfer?: Transferable[]): void
  addEventListener(type: 'message' | 'error' | 'close', listener: (event: Event) => void): void
  removeEventListener(type: 'message' | 'error' | 'close', listener: (event: Event) => void): void
  terminate(): void
}

/** Where the engine's worker script and wasm come from; the host knows. */
export interface EngineAssets {
  startWorker(): WorkerLike
  /** URL (browser) or path (Node) of duckdb-eh.wasm. */
  readonly wasm: string
}
