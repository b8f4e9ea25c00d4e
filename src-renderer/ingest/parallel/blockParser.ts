import { required } from '../../base/required'
import { Arena } from '../bytes/arena'
import { PackedCells } from '../bytes/packedCells'
import type { BlockFormat, BlockReader, ByteBlock, RowBatch } from '../contract'
import { formatNamed } from '../formats/index'
import { TextCoder } from './textCoder'
import type { ParsedBatch, ParsedBlock, ParserSetup } from './parsedBlock'

/** Reads blocks of a file apart from those before them: what a parser's thread does. */
export class BlockParser {
  readonly #setup: ParserSetup
  readonly #blocks: BlockFormat
  readonly #coder: TextCoder
  #reader: BlockReader

  constructor(setup: ParserSetup) {
    this.#setup = setup
    this.#blocks = required(formatNamed(setup.format).blocks)
    this.#coder = new TextCoder(setup)
    this.#reader = this.#blocks.open(setup.options, setup.start)
  }

  parse(block: ByteBlock, spare: readonly ArrayBuffer[]): ParsedBlock {
    const arena = new Arena(spare)
    this.#reader.line = 0
    const batches = Array.from(this.#reader.read(block), (batch) => this.#parsed(batch, arena))
    const lines = this.#reader.line
    const isWhole = this.#reader.start() !== null
    // What is open is none of the next block's matter.
    if (!isWhole) this.#reader = this.#blocks.open(this.#setup.options, this.#setup.start)
    return { block, batches, lines, buffers: arena.used, isWhole }
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
