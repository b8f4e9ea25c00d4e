import type { ResultFormatName } from '../export/formats/index'
import type { AnswerNote, QueryPlan } from '../query/contract/plan'
import type { FilesRead } from '../query/session/sessionAnswer'
import type { Catalog } from '../query/contract/catalog'
import type { Annotation } from '../model/annotation'
import type { Segment, SegmentBody } from '../query/contract/segment'
import type { ResultTable } from '../query/contract/result'
import type { IngestPlan, IngestProgress, IngestReport, InspectOptions, Inspection } from '../ingest/contract'
import type { IngestOptions } from '../ingest/importBatches'
import type { DroppedDays, Dropping, OldDays } from '../ingest/retention/dropDays'
import type { GatherProgress } from '../ingest/gatherFiles'
import type { RemapReport } from '../ingest/remapTable'
import type { ColumnChange, ReshapeReport } from '../ingest/reshapeTable'
import type { Step } from '../store/takeBack'
import type { EventMapping } from '../model/schema'
import type { DeletedTable } from '../store/workspace'
import type { PackNames } from './packs/matchPack'
import type { OpenedPacks } from './packs/openedPacks'
import type { PackReport } from './packs/openPack'
import type { RenameReport } from './renameReport'
import type { DocumentKind } from './savedDocuments'
import type { FollowedFile } from './following/savedFollowing'
import type { Look } from './following/looks'
import type { SavedFile } from './savedFiles'
import type { UserFate, UserReport } from './userEverywhere'
import type { KeptChecks } from './checks/check'
import type { RestoreReport } from '../ingest/repair/restore'
import type { Damage } from '../store/damage'
import type { SourceEntry } from '../store/manifest'

/** Checks as they are kept, and the workspace's revision: older ones were asked of other data. */
export interface ChecksState {
  readonly revision: number
  readonly kept: KeptChecks | null
}

/** What a change of the open workspace answered, and the workspace after it. */
export interface Changed<Answer> {
  readonly answer: Answer
  readonly state: WorkspaceState
}

/** A file that a person chose; opaque to everything above the host. */
export interface ChosenFile {
  readonly name: string
  readonly bytes: number
  /** The host's own handle: a File, or in the desktop app the id of one that the main process knows. */
  readonly handle: unknown
  /** A file of that archive; `name` and `bytes` are its own. */
  readonly member?: string
  /** In a browser, a handle by which the file can be read again as it is later, where it gave one. */
  readonly growing?: unknown
}

/** What other names and types of columns made, and what to look at. */
export interface ReshapeAnswer extends ReshapeReport {
  /** Saved queries, segments, views and dashboards that have an old name in them. */
  readonly open: readonly string[]
  /** To take it back; null where somebody else changed the workspace meanwhile. */
  readonly step: Step | null
}

/** What other roles made of a log, and to take it back; null where somebody else changed the workspace meanwhile. */
export interface RemapAnswer extends RemapReport {
  readonly step: Step | null
}

/** What dropping old days removed, and to take it back; null where nothing was, or somebody else changed it too. */
export interface DroppedAnswer extends DroppedDays {
  readonly step: Step | null
}

/** The one file of an import is followed from then on: its id, and what stands for it (FollowedFiles). */
export interface Follows {
  readonly id: string
  readonly handle: unknown
}

export interface WorkspaceInfo {
  readonly id: string
  readonly name: string
  readonly openedAt: string
  readonly rows: number
  readonly tables: readonly string[]
  /** Where its folder is, for the person to read; absent where it has none to show. */
  readonly place?: string
}

export interface WorkspaceState {
  readonly info: WorkspaceInfo
  readonly catalog: Catalog
  readonly sources: readonly SourceEntry[]
  /** Stored files that are known to be missing; store/damage puts them in words. */
  readonly damage: readonly Damage[]
  /** It was opened to be read only. */
  readonly readOnly?: true
}

/**
 * A saved query: a `.sql` file of the workspace's folder `queries`, by its name without the ending. Its text need not
 * be well-formed.
 */
export type SavedQuery = SavedFile

export interface RunAnswer {
  readonly table: ResultTable
  readonly elapsedMs: number
  /** SQL as it ran, without the macros; and as it can be pasted into any DuckDB shell. */
  readonly sql: string
  readonly shellSql: string
  /** Rows in the attached partitions of the tables that the query names. */
  readonly rowsRead: number
  /** How many of these tables' files. */
  readonly filesRead: FilesRead
  /** The stored tables that it read. */
  readonly tables: readonly string[]
  /** True when more rows were there than the limit. */
  readonly truncated: boolean
  /** Who was left out, and what is missing. */
  readonly notes: readonly AnswerNote[]
  /** It was computed earlier, of the same data by the same Lathe: then `elapsedMs` is how long that took. */
  readonly kept?: true
}

export interface RunProgress {
  readonly stage: 'loading' | 'running'
  /** Bytes of partitions loaded and to load, while loading. */
  readonly loaded: number
  readonly total: number
}

export interface ExportedFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Cells that got an apostrophe (export/spreadsheetGuard). */
  readonly guarded: number
}

/**
 * All that the window asks of the machine behind it: the store, ingest and the engine, which live in workers. The same
 * interface over the browser host and the desktop host. Every long call takes a signal; an aborted one rejects with
 * AbortError.
 */
export interface Workbench {
  /** Lets several engines share the users of large logs, for what adds up over them; 1 for none but the usual one. */
  shareUsers(engines: number): Promise<void>
  listWorkspaces(): Promise<readonly WorkspaceInfo[]>
  /** `place` is a folder that the person chose for it (desktop); otherwise the host finds one. */
  createWorkspace(
    name: string,
    options: { timezone: string; weekStart: number; place?: string },
  ): Promise<WorkspaceState>
  /**
   * Told of `onGather` while its files are joined and looked through first. Throws `workspace-locked`, `workspace-format`,
   * `not-found`.
   */
  openWorkspace(id: string, onGather?: (progress: GatherProgress) => void): Promise<WorkspaceState>
  /** Opens what is being opened with the small files that it still has; they are joined the next time. */
  leaveFiles(): Promise<void>
  /** The same; whatever would change it then throws `store-write`. */
  openReadOnly(id: string): Promise<WorkspaceState>
  /** All of it as one ZIP archive. Throws as host/workspaceArchive. */
  archiveWorkspace(id: string): Promise<Uint8Array<ArrayBuffer>>
  /** A new workspace of an archive's files, opened. Throws as host/workspaceArchive. */
  unpackWorkspace(name: string, file: ChosenFile): Promise<WorkspaceState>
  /** Calls it by another name in lists; its folder, where it has one, keeps its own. Throws `not-found`. */
  renameWorkspace(id: string, name: string): Promise<void>
  /**
   * Hides it from the list at once; `restore` undoes. At the next start its files go, but a folder on disk that holds
   * data stays.
   */
  removeWorkspace(id: string): Promise<void>
  restoreWorkspace(id: string): Promise<void>
  /** The current state, read anew. */
  refresh(): Promise<WorkspaceState>
  /** The saved queries of the open workspace, by name. */
  listQueries(): Promise<readonly SavedQuery[]>
  /**
   * Writes one in one step, over the one of that name if there is one; gives the name it got. Throws `bad-parameter`
   * for a bad name.
   */
  saveQuery(name: string, text: string): Promise<string>
  /** Throws `not-found`. */
  removeQuery(name: string): Promise<void>
  /** The saved views or the dashboards of the open workspace, by name. Their texts need not be well-formed. */
  listDocuments(kind: DocumentKind): Promise<readonly SavedFile[]>
  /** Throws as SavedDocuments.replace; gives the name it got. */
  replaceDocument(kind: DocumentKind, name: string, before: string | null, text: string): Promise<string>
  /** Throws `not-found`. */
  removeDocument(kind: DocumentKind, name: string): Promise<void>
  /** Leads the views and dashboards of the open workspace to a new name; gives which. See host/renameInViews. */
  renameInViews(what: 'query' | 'view', from: string, to: string): Promise<readonly string[]>
  /**
   * The segments of the open workspace, by name; they are in its catalog too, as of when it was opened or refreshed.
   */
  listSegments(): Promise<readonly Segment[]>
  /**
   * Writes one in one step, over the one of that name if there is one; gives the name it got. Throws `bad-parameter`
   * for a bad name or rule.
   */
  saveSegment(name: string, segment: SegmentBody): Promise<string>
  /** Throws `not-found`. */
  removeSegment(name: string): Promise<void>
  /** What happened when, of the open workspace, by date. Throws `bad-file`. */
  listAnnotations(): Promise<readonly Annotation[]>
  /** Writes all of them in one step. Throws `bad-file` when the file at hand cannot be read; it stays. */
  saveAnnotations(annotations: readonly Annotation[]): Promise<void>
  /** How the open workspace's checks stood when they were last asked, and what revision it has now. */
  readChecks(): Promise<ChecksState>
  /** Throws `store-write`. */
  keepChecks(kept: KeptChecks): Promise<void>
  /** The files that the open workspace's windows follow. */
  readFollowing(): Promise<readonly FollowedFile[]>
  /** Throws `store-write`. */
  keepFollowing(files: readonly FollowedFile[]): Promise<void>
  /**
   * Imports what was appended to a followed file of the open workspace, whole lines only. Throws `workspace-locked` at
   * once where somebody else changes it, and as the import.
   */
  look(file: FollowedFile, handle: unknown, signal: AbortSignal): Promise<Look>
  /** Forgets how far followed files were read: nothing is followed any more, or in another workspace. */
  endLooks(): void
  /** The text of the open workspace's `model.json`, whoever wrote it; null where there is none. */
  readModelText(): Promise<string | null>
  /**
   * Writes that text in one step, or takes the file away (null), where it is still `before`. Throws `workspace-changed`
   * where it is not, `bad-file` with line and column for a text that is no model.
   */
  replaceModelText(before: string | null, text: string | null): Promise<WorkspaceState>
  inspect(file: ChosenFile, options: InspectOptions): Promise<Inspection>
  /** CRC-32 of all its bytes, as eight hex digits. Throws `bad-file` where it cannot be read. */
  checksum(file: ChosenFile): Promise<string>
  ingest(
    plan: IngestPlan,
    files: readonly ChosenFile[],
    onProgress: (progress: IngestProgress) => void,
    signal: AbortSignal,
    how?: Pick<IngestOptions, 'replaces'> & { readonly follows?: Follows },
  ): Promise<IngestReport>
  /**
   * Takes back the newest `count` imports that this window made into the open workspace. Throws `workspace-changed`
   * where anything was committed since, `not-found` where what was before is gone.
   */
  takeBackImports(count: number): Promise<WorkspaceState>
  /** The packs that are open on the workspace, with what was said of their tables. Throws `bad-file`. */
  openedPacks(): Promise<OpenedPacks>
  /** As host/packs/openPack. */
  openPack(name: string, names: PackNames): Promise<Changed<PackReport>>
  /** Renames a table of the open workspace, and what is saved in it. Throws as renameEverywhere. */
  renameTable(from: string, to: string): Promise<Changed<RenameReport>>
  /** Takes a table out of the open workspace; `restoreTable` undoes it until the workspace is opened anew. */
  deleteTable(name: string): Promise<Changed<DeletedTable>>
  /** Throws `not-found`, `bad-parameter`, `workspace-changed`; see Workspace.restoreTable. */
  restoreTable(deleted: DeletedTable): Promise<WorkspaceState>
  /** Gives a log of the open workspace other roles from its stored rows. Throws as ingest/remapTable. */
  remapTable(table: string, mapping: EventMapping, signal: AbortSignal): Promise<Changed<RemapAnswer>>
  /** Gives columns of a table of the open workspace other names and types. Throws as ingest/reshapeTable. */
  reshapeTable(table: string, changes: readonly ColumnChange[], signal: AbortSignal): Promise<Changed<ReshapeAnswer>>
  /** Which rows dropDays would remove. Throws as ingest/retention/dropDays. */
  previewDrop(table: string, which: OldDays): Promise<DroppedDays>
  /** Removes a log's old days from the open workspace. Throws as ingest/retention/dropDays. */
  dropDays(table: string, which: OldDays, how: Dropping, signal: AbortSignal): Promise<Changed<DroppedAnswer>>
  /** Deletes a user of the open workspace, or gives it another id. Throws as host/userEverywhere. */
  changeUser(user: string, fate: UserFate, signal: AbortSignal): Promise<Changed<UserReport>>
  /** Puts the workspace back as it was before a change. Throws as store/takeBack. */
  takeBackChange(step: Step): Promise<WorkspaceState>
  /**
   * Reads source files again for what is missing of the open workspace, and changes nothing else; see
   * ingest/repair/restore.
   */
  restoreMissing(files: readonly ChosenFile[], signal: AbortSignal): Promise<RestoreReport>
  run(
    plan: QueryPlan,
    options: { limit?: number; signal: AbortSignal; onProgress?: (progress: RunProgress) => void },
  ): Promise<RunAnswer>
  /** The result of a plan without a row limit, as a file's bytes; a CSV is safe for spreadsheets where asked for. */
  export(
    plan: QueryPlan,
    format: ResultFormatName,
    options: { readonly safe: boolean; readonly signal: AbortSignal },
  ): Promise<ExportedFile>
}
