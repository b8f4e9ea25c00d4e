import type { Scene } from '../chart/scene'
import type { SpreadsheetGuard } from './spreadsheetGuard'

/**
 * A file format that results or charts are written in: one file in `export/formats`, one line in its index. From these
 * the window's menus and the terminal's `--format`, with its help and its messages, are made.
 */
export interface ExportFormat {
  /** As a person reads it: CSV. */
  readonly label: string
  /** Of the file, without the dot. */
  readonly extension: string
  readonly mimeType: string
  /** How a query's answer is written; absent where only charts are. */
  readonly result?: ResultWriter
  /** How a chart is written; absent where only results are. */
  readonly chart?: ChartWriter
}

export interface ResultWriter extends Offer {
  /** Writes an answer (Arrow IPC stream or file). A guard is given only where `guarded` is true. */
  readonly write: (ipc: Uint8Array, guard: SpreadsheetGuard | null) => Content | Promise<Content>
  /** Whether spreadsheets open it, and texts that they would run can be made harmless. */
  readonly guarded?: boolean
}

/** What a picture shows besides the chart. */
export interface PictureOptions {
  /** Title and summary above it; there where absent. */
  readonly heading?: boolean
  /** Lines below it. */
  readonly footer?: readonly string[]
  /** Device pixels a unit, of pictures that are made of pixels; 2 where absent. */
  readonly scale?: number
}

export interface ChartWriter extends Offer {
  /** Throws `unsupported` where the host cannot paint. */
  readonly write: (scene: Scene, options?: PictureOptions) => string | Content | Promise<Content>
}

/** Where a format can be chosen. */
interface Offer {
  /**
   * In the window's menu, at this place among the others, and there called `label` where it is not called as elsewhere.
   */
  readonly menu?: { readonly rank: number; readonly label?: string }
  /** By `--format` of the terminal. */
  readonly terminal: boolean
}

type Content = Uint8Array<ArrayBuffer>
