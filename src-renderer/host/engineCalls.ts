import type { ResultFormatName } from '../export/formats/index'
import type { Annotation } from '../model/annotation'
import type { QueryPlan } from '../query/contract/plan'
import type { Segment, SegmentBody } from '../query/contract/segment'
import type { DroppedDays, Dropping, OldDays } from '../ingest/retention/dropDays'
import type { GatherProgress } from '../ingest/gatherFiles'
import type { ColumnChange } from '../ingest/reshapeTable'
import type { EventMapping } from '../model/schema'
import type { DeletedTable } from '../store/workspace'
import type { RenameReport } from './renameReport'
import type { DocumentKind } from './savedDocuments'
import type { SavedFile } from './savedFiles'
import type { StoredAnswer } from './storedAnswers'
import type { FollowedFile } from './following/savedFollowing'
import type { Step } from '../store/takeBack'
import type { PackNames } from './packs/matchPack'
import type { OpenedPacks } from './packs/openedPacks'
import type { PackReport } from './packs/openPack'
import type { KeptChecks } from './checks/check'
import type { Call } from './rpc'
import type { UserFate, UserReport } from './userEverywhere'
import type {
  Changed,
  DroppedAnswer,
  ChecksState,
  ExportedFile,
  RemapAnswer,
  ReshapeAnswer,
  SavedQuery,
  RunProgress,
  WorkspaceInfo,
  WorkspaceState,
} from './workbench'

/** What every worker of a window is asked first. */
export interface WorkerCalls {
  /** Where workspaces and chosen files are: behind the port to the main process, or, for null, in the browser. */
  readonly begin: Call<MessagePort | null, void>
}

/**
 * All that the window asks of the worker that holds the open workspace and the engine: browserWorkbench makes these
 * calls, browser/engine.worker answers them. What they throw and promise stands at Workbench's functions.
 */
export interface EngineCalls extends WorkerCalls {
  /** Starts the engine while the person reads the start screen, and clears away what was removed before. */
  readonly warmUp: Call<null, void>
  /** How many engines share the users of large logs; 1 for none but the usual one. */
  readonly share: Call<number, void>
  readonly list: Call<null, readonly WorkspaceInfo[]>
  readonly create: Call<NewWorkspace, WorkspaceState>
  readonly open: Call<string, WorkspaceState, GatherProgress>
  /** What is being opened is shown with the small files that it still has. */
  readonly leaveFiles: Call<null, void>
  readonly openReadOnly: Call<string, WorkspaceState>
  readonly archive: Call<string, Uint8Array<ArrayBuffer>>
  /** From an archive's handle. */
  readonly unpack: Call<{ readonly name: string; readonly handle: unknown }, WorkspaceState>
  readonly rename: Call<{ readonly id: string; readonly name: string }, void>
  readonly remove: Call<string, void>
  readonly restore: Call<string, void>
  readonly refresh: Call<null, WorkspaceState>
  readonly takeBack: Call<Step, WorkspaceState>
  readonly openedPacks: Call<null, OpenedPacks>
  readonly openPack: Call<{ readonly name: string; readonly names: PackNames }, Changed<PackReport>>
  readonly renameTable: Call<{ readonly from: string; readonly to: string }, Changed<RenameReport>>
  readonly deleteTable: Call<string, Changed<DeletedTable>>
  readonly restoreTable: Call<DeletedTable, WorkspaceState>
  readonly remapTable: Call<{ readonly table: string; readonly mapping: EventMapping }, Changed<RemapAnswer>>
  readonly reshapeTable: Call<
    { readonly table: string; readonly changes: readonly ColumnChange[] },
    Changed<ReshapeAnswer>
  >
  readonly previewDrop: Call<{ readonly table: string; readonly which: OldDays }, DroppedDays>
  readonly dropDays: Call<
    { readonly table: string; readonly which: OldDays; readonly how: Dropping },
    Changed<DroppedAnswer>
  >
  readonly changeUser: Call<{ readonly user: string; readonly fate: UserFate }, Changed<UserReport>>
  readonly listQueries: Call<null, readonly SavedQuery[]>
  readonly saveQuery: Call<SavedQuery, string>
  readonly removeQuery: Call<string, void>
  readonly listDocuments: Call<DocumentKind, readonly SavedFile[]>
  readonly replaceDocument: Call<NewDocument, string>
  readonly removeDocument: Call<{ readonly kind: DocumentKind; readonly name: string }, void>
  readonly renameInViews: Call<
    { readonly what: 'query' | 'view'; readonly from: string; readonly to: string },
    readonly string[]
  >
  readonly listSegments: Call<null, readonly Segment[]>
  readonly saveSegment: Call<{ readonly name: string; readonly segment: SegmentBody }, string>
  readonly removeSegment: Call<string, void>
  readonly listAnnotations: Call<null, readonly Annotation[]>
  readonly saveAnnotations: Call<readonly Annotation[], void>
  readonly readChecks: Call<null, ChecksState>
  readonly keepChecks: Call<KeptChecks, void>
  readonly readFollowing: Call<null, readonly FollowedFile[]>
  readonly keepFollowing: Call<readonly FollowedFile[], void>
  readonly readModelText: Call<null, string | null>
  readonly replaceModelText: Call<{ readonly before: string | null; readonly text: string | null }, WorkspaceState>
  /** `limit` is a number of rows, null for all. */
  readonly run: Call<{ readonly plan: QueryPlan; readonly limit: number | null }, StoredAnswer, RunProgress>
  readonly export: Call<ExportRequest, ExportedFile>
}

interface NewDocument {
  readonly kind: DocumentKind
  readonly name: string
  readonly before: string | null
  readonly text: string
}

interface NewWorkspace {
  readonly name: string
  readonly timezone: string
  /** 1 Monday … 7 Sunday. */
  readonly weekStart: number
  /** The place that the person chose for it, where the host has such. */
  readonly place?: string
}

interface ExportRequest {
  readonly plan: QueryPlan
  readonly format: ResultFormatName
  /** Whether texts that a spreadsheet would run are made harmless. */
  readonly safe: boolean
}
