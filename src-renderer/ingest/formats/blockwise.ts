import type { BlockFormat, Format } from '../contract'

/** How a file is read whose format is read in blocks: one after another, by one reader. */
export function blockwise(blocks: BlockFormat): Required<Pick<Format, 'read' | 'blocks'>> {
  return {
    blocks,
    read: async function* (bytes, options, signal) {
      const reader = blocks.open(options)
      for await (const block of blocks.cut(bytes, options, signal)) yield* reader.read(block)
    },
  }
}
