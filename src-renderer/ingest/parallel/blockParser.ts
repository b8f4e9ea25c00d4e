import { required } from '../../base/required'
import { Arena } from '../../base/arena'
import { PackedCells } from '../bytes/packedCells'
import type { BlockFormat, BlockReader, ByteBlock, RowBatch } from '../contract'
import { BLOCK_BYTES } from '../formats/blockBytes'
import { formatNamed } from '../formats/index'
import { TextCoder } from './textCoder'
import type { ParsedBatch, ParsedBlock, ParserSetup } from './parsedBlock'

/** Reads blocks of a file apart from those before them: what a parser's thread does. */
export class BlockParser {
  readonly #setup: ParserSetup
  readonly #blocks: BlockFormat
  readonly #coder: TextCoder
  #reader: BlockReader
  #bytes = new Uint8Array(0)

  constructor(setup: ParserSetup) {
    this.#setup = setup
    this.#blocks = required(formatNamed(setup.format).blocks)
    this.#coder = new TextCoder(setup)
    this.#reader = this.#blocks.open(setup.options, setup.start)
  }

  parse(shared: ByteBlock, spare: readonly SharedArrayBuffer[]): ParsedBlock {
    const arena = Arena.shared(spare)
    const block = { ...shared, bytes: this.#copied(shared.bytes) }
    this.#reader.line = 0
    const batches = Array.from(this.#reader.read(block), (batch) => this.#parsed(batch, arena))
    const lines = this.#reader.line
    const isWhole = this.#reader.start() !== null
    // What is open is none of the next block's matter.
    if (!isWhole) this.#reader = this.#blocks.open(this.#setup.options, this.#setup.start)
    return { batches, lines, buffers: arena.used, isWhole }
  }

  /** Decoders take no memory that is shared. */
  #copied(bytes: Uint8Array): Uint8Array {
    if (this.#bytes.length < bytes.length) this.#bytes = new Uint8Array(Math.max(BLOCK_BYTES, bytes.length))
    this.#bytes.set(bytes)
    return this.#bytes.subarray(0, bytes.length)
  }

  #parsed({ count, names, cells, lines, rejects, rest, notes }: RowBatch, arena: Arena): ParsedBatch {
    const ownLines = arena.words(count)
    ownLines.set(lines)
    return {
      count,
      names,
      cells: cells.map((column, index) => {
        if (!(column instanceof PackedCells)) throw new TypeError('A block’s cells are packed.')
        return column.part(count, this.#coder.of(required(names[index]), column, count, arena), arena)
      }),
      lines: ownLines,
      rejects,
      ...(rest === undefined ? {} : { rest }),
      ...(notes === undefined ? {} : { notes }),
    }
  }
}
