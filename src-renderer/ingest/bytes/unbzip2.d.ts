/** The parts of unbzip2-stream that stand below its stream, which is one of Node. */
declare module 'unbzip2-stream/lib/bit_iterator.js' {
  export interface BitReader {
    /** The next bits as a number; null: goes on to the next whole byte. */
    (bits: number | null): number
    bytesRead: number
  }
  export default function bitIterator(nextBuffer: () => Uint8Array | undefined): BitReader
}

declare module 'unbzip2-stream/lib/bzip2.js' {
  import type { BitReader } from 'unbzip2-stream/lib/bit_iterator.js'

  const bzip2: {
    /** Reads a stream's header; its blocks are of so many times 100,000 bytes. */
    header(bits: BitReader): number
    /** Reads a block byte by byte; the checksum so far, or null at the stream's end. */
    decompress(
      bits: BitReader,
      onByte: (byte: number) => void,
      buffer: Int32Array,
      bufferLength: number,
      checksum: number,
    ): number | null
  }
  export default bzip2
}
