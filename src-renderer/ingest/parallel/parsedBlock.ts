import type { ByteBlock, FormatName, IngestPlan, ReadOptions, ReaderStart, Reject, TimeFormat } from '../contract'
import type { CellsPart } from '../bytes/packedCells'

/** What a parser needs to know of a file; plain data. */
export interface ParserSetup {
  readonly format: FormatName
  readonly options: ReadOptions
  readonly start: ReaderStart
  /** By what columns/cleanCells goes; absent where the import renames columns. */
  readonly cleaning?: Pick<IngestPlan, 'mapping' | 'types' | 'nullWords'>
  /** The column of event ids. */
  readonly id?: string
  /** Columns of users and sessions: their texts are numbered. */
  readonly keyed?: readonly string[]
  /** As KnownTexts has it. */
  readonly reader: number
  /** The column of times, where it is one, and how they are read. */
  readonly time?: {
    readonly column: string
    readonly format: TimeFormat
    readonly timezone: string
    readonly isDetected: boolean
  }
}

/** A batch of a block; its lines, and those of rejects, count from the block's first one, which is 0. */
export interface ParsedBatch {
  readonly count: number
  readonly names: readonly string[]
  readonly cells: readonly CellsPart[]
  readonly lines: Uint32Array
  readonly rejects: readonly Reject[]
  readonly rest?: string
  readonly notes?: readonly string[]
}

/** What became of a block, in whose bytes texts lie. */
export interface ParsedBlock {
  readonly batches: readonly ParsedBatch[]
  readonly lines: number
  /** Those that all of it lies in; they can be used again. */
  readonly buffers: readonly SharedArrayBuffer[]
  /** False where it cannot stand: what is open at the block's end decides about it, or columns are many. */
  readonly isWhole: boolean
}

/** Reads blocks of one file after another, in a thread of its own. A call ends before the next one begins. */
export interface Parser {
  /** From now on, blocks are of this file. */
  open(setup: ParserSetup): Promise<void>
  /** The block's bytes are shared, and stay as they are until it is parsed; `spare` are buffers to be used. */
  parse(block: ByteBlock, spare: readonly SharedArrayBuffer[]): Promise<ParsedBlock>
  end(): void
}

/** The threads that an import may start. */
export interface Parsers {
  readonly count: number
  start(): Parser
  /** How many blocks of a file are read before threads are started for the others. */
  readonly ownBlocks?: number
}
