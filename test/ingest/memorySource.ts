import type { ByteSource } from '../../src-renderer/ingest/contract'

/**
 * A source for tests: the given bytes or text, cut into pieces of the given sizes (repeated), all at once when none are
 * given.
 */
export function memorySource(content: string | Uint8Array, sizes: readonly number[] = [], name = 'memory'): ByteSource {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return {
    name,
    size: bytes.length,
    async *open() {
      let at = 0
      for (let i = 0; at < bytes.length; i++) {
        const size = sizes.length === 0 ? bytes.length : Math.max(1, sizes[i % sizes.length]!)
        yield await Promise.resolve(bytes.subarray(at, at + size))
        at += size
      }
    },
  }
}

export async function collectBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return new Uint8Array(Buffer.concat(parts))
}
