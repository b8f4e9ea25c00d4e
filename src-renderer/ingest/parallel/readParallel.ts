import { PackedCells } from '../bytes/packedCells'
import { MAX_COLUMNS } from '../columns/columnLimit'
import type { BlockFormat, BlockReader, ByteBlock, CellColumn, ReadOptions, RowBatch } from '../contract'
import type { Dealt, ParserTeam } from './parserTeam'
import type { ParsedBatch, ParsedBlock, ParserSetup } from './parsedBlock'

/** What is the same for all of a file. */
export type FileSetup = Omit<ParserSetup, 'options' | 'start' | 'reader'>

/** Thrown where the file has to be read by one reader after all. */
class OneReader extends Error {}

/**
 * The batches that `format.read` gives, of a file whose later blocks a team of threads reads; in the file's order, the
 * same rows, rejects and lines. `open` opens the file once more where only one reader can read it.
 */
export async function* readParallel(
  blocks: BlockFormat,
  open: () => Promise<AsyncIterable<Uint8Array>>,
  options: ReadOptions,
  setup: FileSetup,
  team: ParserTeam,
  signal?: AbortSignal,
): AsyncIterable<RowBatch> {
  let given = 0
  const parallel = new ParallelReader(blocks, options, setup, team)
  try {
    for await (const batch of parallel.read(await open(), signal)) {
      given++
      yield batch
    }
  } catch (error) {
    if (!(error instanceof OneReader)) throw error
    const reader = blocks.open(options)
    for await (const block of blocks.cut(await open(), options, signal))
      for (const batch of reader.read(block)) if (--given < 0) yield batch
  } finally {
    team.close()
  }
}

class ParallelReader {
  readonly #blocks: BlockFormat
  readonly #options: ReadOptions
  readonly #setup: FileSetup
  readonly #team: ParserTeam
  /** Reads the first blocks, and those that nobody else can. */
  readonly #own: BlockReader
  /** Of all blocks so far. */
  #names: readonly string[] = []
  #areDistinct = true
  /** Whether others have read blocks, whose columns may not be those of the own reader. */
  #isShared = false

  constructor(blocks: BlockFormat, options: ReadOptions, setup: FileSetup, team: ParserTeam) {
    this.#blocks = blocks
    this.#options = options
    this.#setup = setup
    this.#team = team
    this.#own = blocks.open(options)
  }

  async *read(bytes: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncIterable<RowBatch> {
    const waiting: Dealt[] = []
    let read = 0
    for await (const block of this.#blocks.cut(bytes, this.#options, signal)) {
      if (!this.#team.isReady) while (waiting.length > 0) yield* this.#takeFirst(waiting)
      const start = waiting.length > 0 ? {} : this.#own.start()
      if (start !== null && !this.#team.isOpen && read >= this.#team.ownBlocks)
        this.#team.open({ ...this.#setup, options: this.#options, start })
      if (start === null || !this.#team.isReady) {
        yield* this.#readOwn(block)
        read++
        continue
      }
      waiting.push(this.#team.parse(block))
      while (waiting.length >= this.#team.most) yield* this.#takeFirst(waiting)
    }
    while (waiting.length > 0) yield* this.#takeFirst(waiting)
  }

  *#readOwn(block: ByteBlock): Iterable<RowBatch> {
    const isMerged = this.#isShared && !this.#blocks.skips
    if (isMerged && this.#own.start() === null) throw new OneReader()
    for (const batch of this.#own.read(block)) {
      if (!isMerged) this.#setNames(batch.names)
      yield isMerged ? { ...batch, ...this.#named(batch, batch.cells) } : batch
    }
    if (isMerged && this.#own.start() === null) throw new OneReader()
  }

  /** A block's batches. Those of a reader that did not know what is open, or failed, are read anew. */
  async *#takeFirst(waiting: Dealt[]): AsyncIterable<RowBatch> {
    const dealt = waiting.shift()!
    const parsed = await this.#team.taken(dealt)
    if (parsed === null) yield* this.#readOwn(dealt.block)
    else yield* this.#take(parsed, dealt.block)
    this.#team.free(dealt, parsed)
  }

  *#take(parsed: ParsedBlock, block: ByteBlock): Iterable<RowBatch> {
    const own = this.#own
    if (!parsed.isWhole || own.start() === null) {
      if (!this.#blocks.skips) throw new OneReader()
      yield* this.#readOwn(block)
    } else {
      this.#isShared = true
      for (const batch of parsed.batches) yield this.#placed(batch, block, own.line)
      own.line += parsed.lines
    }
  }

  #placed(batch: ParsedBatch, { bytes, bytesRead }: ByteBlock, firstLine: number): RowBatch {
    const { count, lines, rejects, notes } = batch
    for (let row = 0; row < count; row++) lines[row] = lines[row]! + firstLine
    const cells = batch.cells.map((part) => PackedCells.of(part, bytes))
    const moved = rejects.map((reject) => ({ ...reject, line: reject.line + firstLine }))
    return {
      ...this.#named(batch, cells),
      count,
      lines,
      rejects: moved,
      bytesRead,
      ...(notes === undefined ? {} : { notes }),
    }
  }

  /** The columns of all blocks so far, in the order in which they first came. */
  #named(
    { count, names, rest }: Pick<RowBatch, 'count' | 'names' | 'rest'>,
    cells: readonly CellColumn[],
  ): Pick<RowBatch, 'names' | 'cells'> {
    const known = this.#names
    if (this.#areDistinct && names.length === known.length && names.every((name, index) => name === known[index]))
      return { names: known, cells }
    const found = new Map(names.map((name, index) => [name, cells[index]!]))
    const all = [...known, ...names.filter((name) => !known.includes(name))]
    const most = MAX_COLUMNS - (this.#options.keep?.size ?? 0)
    if (rest !== undefined || found.size < names.length || all.length > most) throw new OneReader()
    this.#setNames(all)
    if (!this.#areDistinct) throw new OneReader()
    const none = new PackedCells(count)
    none.length = count
    return { names: this.#names, cells: all.map((name) => found.get(name) ?? none) }
  }

  #setNames(names: readonly string[]): void {
    if (names.length === this.#names.length) return
    this.#names = names
    this.#areDistinct = new Set(names).size === names.length
  }
}
