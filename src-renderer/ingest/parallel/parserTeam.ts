import type { ByteBlock } from '../contract'
import { BLOCK_BYTES } from '../formats/blockBytes'
import type { ParsedBlock, Parser, ParserSetup, Parsers } from './parsedBlock'

/** So many blocks are read before threads are started: starting them takes longer than a small file. */
const OWN_BLOCKS = 8

/** A block's rows take about so many buffers. */
const BUFFERS_EACH = 6

/** The parsers of an import, which are started when the first large file comes, and dealt its blocks in turn. */
export class ParserTeam {
  readonly #parsers: Parsers
  #members: readonly Parser[] = []
  #next = 0
  /** Counts the files; 0 while none is open. */
  #file = 0
  #files = 0
  #isReady = false
  readonly #blockBuffers: ArrayBuffer[] = []
  readonly #buffers: ArrayBuffer[] = []
  #failure: Error | null = null

  constructor(parsers: Parsers) {
    this.#parsers = parsers
  }

  get ownBlocks(): number {
    return this.#parsers.ownBlocks ?? OWN_BLOCKS
  }

  /** How many blocks are with the parsers at once: one in work and one that waits, each. */
  get most(): number {
    return this.#parsers.count * 2
  }

  /** Whether a file was opened. */
  get isOpen(): boolean {
    return this.#file > 0
  }

  /** Whether all parsers know the file; throws what opening it threw. */
  get isReady(): boolean {
    if (this.#failure !== null) throw this.#failure
    return this.#isReady
  }

  /** Begins to open a file in all parsers. */
  open(setup: ParserSetup): void {
    const file = (this.#file = ++this.#files)
    if (this.#members.length === 0)
      this.#members = Array.from({ length: this.#parsers.count }, () => this.#parsers.start())
    Promise.all(this.#members.map((parser) => parser.open(setup))).then(
      () => {
        this.#isReady = this.#file === file
      },
      (error: unknown) => {
        this.#failure = error instanceof Error ? error : new Error(String(error))
      },
    )
  }

  /** The file has been read, or is no longer wanted. */
  close(): void {
    this.#file = 0
    this.#isReady = false
  }

  /** Gives a copy of the block to the next parser. */
  parse(block: ByteBlock): Promise<ParsedBlock> {
    const { length } = block.bytes
    const at = this.#blockBuffers.findIndex(({ byteLength }) => byteLength >= length)
    const [buffer = new ArrayBuffer(Math.max(BLOCK_BYTES, length))] = at < 0 ? [] : this.#blockBuffers.splice(at, 1)
    const bytes = new Uint8Array(buffer, 0, length)
    bytes.set(block.bytes)
    const parsed = this.#members[this.#next]!.parse({ ...block, bytes }, this.#buffers.splice(-BUFFERS_EACH))
    this.#next = (this.#next + 1) % this.#members.length
    // Whoever takes it hears of a failure; one that nobody takes any more is none.
    parsed.catch(() => undefined)
    return parsed
  }

  /** The block has been read: its memory is used again. */
  free({ block, buffers }: ParsedBlock): void {
    this.#blockBuffers.push(block.bytes.buffer as ArrayBuffer)
    this.#buffers.push(...buffers)
  }

  end(): void {
    for (const parser of this.#members) parser.end()
    this.#members = []
  }
}
