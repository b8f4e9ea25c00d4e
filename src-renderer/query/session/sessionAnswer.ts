import type { LoadProgress, TableNeed } from '../../engine/loadedTables'
import type { Manifest, PartitionEntry } from '../../store/manifest'
import type { AnswerNote } from '../contract/plan'
import type { ModelReads, ModelTables } from './modelViews'
import type { ReadingSql } from './readingSql'

/** What a session reads of a workspace. */
export interface SessionStore {
  readonly manifest: Manifest
  /**
   * Null for a file that is missing. Throws `workspace-changed` where it is gone because the manifest is not the
   * newest. The bytes may be a view of `room`, where it is given.
   */
  readPartition(entry: PartitionEntry, room?: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null>
  /** Reads the manifest anew. */
  reload(): Promise<unknown>
}

export interface FilesRead {
  readonly read: number
  readonly of: number
}

/** What an answer says beside its rows. */
export interface AnswerAbout {
  readonly sql: string
  readonly shellSql: string
  readonly rowsRead: number
  /** How many of its tables' files; fewer where others cannot have what was asked for. */
  readonly filesRead: FilesRead
  /** The stored tables that it read. */
  readonly tables: readonly string[]
  /** Who was left out, and what of the stored data is missing. */
  readonly notes: readonly AnswerNote[]
}

export interface SessionAnswer extends AnswerAbout {
  /** One Arrow IPC stream; it may hold a few rows more than the limit. */
  readonly ipc: Uint8Array<ArrayBuffer>
  readonly rowCount: number
  readonly truncated: boolean
  readonly elapsedMs: number
}

export interface SessionOptions {
  readonly limitRows?: number
  readonly signal?: AbortSignal
  readonly onLoad?: (progress: LoadProgress) => void
}

/** What a plan reads of the tables as they are. */
export interface Planned {
  readonly asked: ReadingSql
  readonly modelled: ModelTables
  readonly made: ModelReads
  readonly needs: readonly TableNeed[]
  /** How far the macros of local times reach; null where it asks for none. */
  readonly reach: 'data' | 'wide' | null
  readonly looksUpUsers: boolean
}
