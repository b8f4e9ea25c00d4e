import type { ByteBlock, Remark } from '../contract'
import { BLOCK_BYTES } from '../formats/blockBytes'
import type { ParsedBlock, Parser, ParserSetup, Parsers } from './parsedBlock'

/** So many blocks are read before threads are started: starting them takes longer than a small file. */
const OWN_BLOCKS = 8

/** One in work, and others that wait. */
const BLOCKS_EACH = 4

/** A block's rows take about so many buffers. */
const BUFFERS_EACH = 6

/** A block's bytes here, and where its parser finds them. */
interface Memory {
  readonly own: Uint8Array
  readonly shared: Uint8Array
}

interface Member {
  readonly parser: Parser
  isLost: boolean
}

/** A block that a parser has. */
export interface Dealt {
  readonly block: ByteBlock
  readonly parsed: Promise<ParsedBlock>
  readonly memory: Memory
  readonly member: Member
}

function memoryOf(bytes: number): Memory {
  return { own: new Uint8Array(bytes), shared: new Uint8Array(new SharedArrayBuffer(bytes)) }
}

/**
 * The parsers of an import, which are started when the first large file comes, and dealt its blocks in turn. One that
 * fails (its memory is spent, say) gets no more; its blocks are for the import's own thread, and the others go on.
 */
export class ParserTeam {
  readonly #parsers: Parsers
  #members: Member[] = []
  #isStarted = false
  readonly #remarks: Remark[] = []
  #next = 0
  /** Counts the files; 0 while none is open. */
  #file = 0
  #files = 0
  #nextReader = 1
  #isReady = false
  readonly #memory: Memory[] = []
  readonly #buffers: SharedArrayBuffer[] = []

  constructor(parsers: Parsers) {
    this.#parsers = parsers
  }

  get ownBlocks(): number {
    return this.#parsers.ownBlocks ?? OWN_BLOCKS
  }

  /** How many blocks are with the parsers at once: they go on while rows are written. */
  get most(): number {
    return this.#parsers.count * BLOCKS_EACH
  }

  /** Whether a file was opened. */
  get isOpen(): boolean {
    return this.#file > 0
  }

  /** Whether there are parsers, and all know the file. */
  get isReady(): boolean {
    return this.#isReady && this.#members.length > 0
  }

  /** What is to be said of parsers that failed. */
  get remarks(): readonly Remark[] {
    return this.#remarks
  }

  /** Begins to open a file in all parsers. */
  open(setup: Omit<ParserSetup, 'reader'>): void {
    const file = (this.#file = ++this.#files)
    if (!this.#isStarted)
      this.#members = Array.from({ length: this.#parsers.count }, () => ({
        parser: this.#parsers.start(),
        isLost: false,
      }))
    this.#isStarted = true
    const opened = this.#members.map((member) =>
      member.parser.open({ ...setup, reader: this.#nextReader++ }).catch((error: unknown) => {
        this.#lose(member, error)
      }),
    )
    void Promise.all(opened).then(() => {
      this.#isReady = this.#file === file
    })
  }

  /** The file has been read, or is no longer wanted. */
  close(): void {
    this.#file = 0
    this.#isReady = false
  }

  /** Gives the block to the next parser; it stays here as well, in a copy. */
  parse(block: ByteBlock): Dealt {
    const { length } = block.bytes
    const at = this.#memory.findIndex(({ own }) => own.length >= length)
    const [memory = memoryOf(Math.max(BLOCK_BYTES, length))] = at < 0 ? [] : this.#memory.splice(at, 1)
    const [own, shared] = [memory.own.subarray(0, length), memory.shared.subarray(0, length)]
    own.set(block.bytes)
    shared.set(block.bytes)
    const spare = this.#buffers.splice(-BUFFERS_EACH)
    this.#next = (this.#next + 1) % this.#members.length
    const member = this.#members[this.#next]!
    const parsed = member.parser.parse({ ...block, bytes: shared }, spare)
    // Whoever takes it hears of a failure; one that nobody takes any more is none.
    parsed.catch(() => undefined)
    return { block: { ...block, bytes: own }, parsed, memory, member }
  }

  /** What became of a block; null where its parser failed. */
  async taken({ member, parsed }: Dealt): Promise<ParsedBlock | null> {
    if (member.isLost) return null
    try {
      return await parsed
    } catch (error) {
      this.#lose(member, error)
      return null
    }
  }

  /** The block has been read: its memory is used again, but what a parser that failed may still write to. */
  free({ memory }: Dealt, parsed: ParsedBlock | null): void {
    this.#memory.push(memory)
    if (parsed !== null) this.#buffers.push(...parsed.buffers)
  }

  end(): void {
    for (const { parser } of this.#members) parser.end()
    this.#members = []
  }

  #lose(member: Member, error: unknown): void {
    if (member.isLost) return
    member.isLost = true
    this.#members = this.#members.filter((one) => one !== member)
    member.parser.end()
    const why = error instanceof Error ? error.message : String(error)
    const rest = this.#members.length === 0 ? 'one thread' : 'the others'
    this.#remarks.push({
      kind: 'parsers',
      column: null,
      count: 1,
      text: `A thread that read the file failed (${why}): ${rest} read on from there, and no row is lost.`,
    })
  }
}
