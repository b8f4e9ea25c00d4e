/** Writes `rows` events as NDJSON to `file`. */
export function generateEvents(rows: number, file: string): Promise<unknown>
/** The same events as texts of some thousand lines. */
export function eventChunks(rows: number, seed?: number): Iterable<string>
