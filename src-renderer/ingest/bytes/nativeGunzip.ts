/** Unpacks a gzip file of any number of members; throws what zlib says, and what reading throws. */
export type NativeGunzip = (raw: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>

/** What of Node is used. */
interface Zlib {
  createGunzip(options: { readonly chunkSize: number }): AsyncIterable<Uint8Array>
}
interface Streams {
  readonly Readable: { from(chunks: AsyncIterable<Uint8Array>): unknown }
  pipeline<Last>(from: unknown, to: Last, done: (error: unknown) => void): Last
}

const CHUNK_BYTES = 2 ** 18

/** Node's zlib, several times as fast as any JavaScript; null in browsers. */
export const NATIVE_GUNZIP = nativeGunzip()

function nativeGunzip(): NativeGunzip | null {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  const zlib = process?.getBuiltinModule?.('node:zlib') as Zlib | undefined
  const streams = process?.getBuiltinModule?.('node:stream') as Streams | undefined
  if (zlib === undefined || streams === undefined) return null
  // A failure comes out of the chunks; who stops early ends both.
  return (raw) =>
    streams.pipeline(streams.Readable.from(raw), zlib.createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined)
}

/** What a failure of zlib means; null for any other one. */
export function zlibFailure(error: unknown): 'checksum' | 'end' | 'data' | null {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  if (typeof code !== 'string' || !code.startsWith('Z_')) return null
  if (code === 'Z_BUF_ERROR') return 'end'
  return message === 'incorrect data check' || message === 'incorrect length check' ? 'checksum' : 'data'
}
