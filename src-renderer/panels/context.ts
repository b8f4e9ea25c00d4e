import { inject, type InjectionKey, type ShallowRef } from 'vue'
import type { Annotation } from '../model/annotation'
import type { RestoreReport } from '../ingest/repair/restore'
import type { Dropping, OldDays } from '../ingest/retention/dropDays'
import type { ColumnChange } from '../ingest/reshapeTable'
import type { Step } from '../store/takeBack'
import type { KeptChecks } from '../host/checks/check'
import type { FollowedFile } from '../host/following/savedFollowing'
import type { FollowedFiles } from '../host/following/followedFiles'
import type { PackNames } from '../host/packs/matchPack'
import type { OpenedPacks } from '../host/packs/openedPacks'
import type { PackReport } from '../host/packs/openPack'
import type { RenameReport } from '../host/renameReport'
import type { DeletedTable } from '../store/workspace'
import type { EventMapping, IsoDate } from '../model/schema'
import type { ModelChange } from '../model/editDataModel'
import type { PlacedModel } from '../model/readDataModel'
import type { UserFate, UserReport } from '../host/userEverywhere'
import type { SavedFile } from '../host/savedFiles'
import type { View } from '../query/contract/view'
import type {
  ChosenFile,
  DroppedAnswer,
  RemapAnswer,
  ReshapeAnswer,
  SavedQuery,
  Workbench,
  WorkspaceState,
} from '../host/workbench'
import type { Segment, SegmentBody } from '../query/contract/segment'

/** A sample as its cards and buttons name it; the files behind it are in samples/index.ts. */
type SampleName = string

/** One thing that a person can do: feeds the palette, the shortcuts and the help. */
export interface Command {
  readonly id: string
  readonly title: string
  /** Heading that it stands under in palette and help. */
  readonly group: 'Go to' | 'File' | 'Work' | 'View'
  /** `Mod+K` (Mod: Ctrl, or ⌘ on a Mac), `Escape`, `?`. */
  readonly shortcut?: string
  /** Whether it can run now; always, when absent. */
  readonly when?: () => boolean
  /** Why the page that it goes to has no answer in the open workspace, or null; it is shown muted, and runs. */
  readonly lacks?: () => string | null
  readonly run: () => void
}

/** A piece of running work as the status line shows it. End it with exactly one of done, fail and stop. */
export interface StatusTask {
  /** `fraction` 0 … 1, or null when the end is not known; `text` replaces the label. */
  progress(fraction: number | null, text?: string): void
  /** `text`, such as "1,204 rows · 120 ms", stays in the status line until something newer. */
  done(text?: string): void
  /** The work failed; the panel itself shows why, the status line says that it did. */
  fail(text: string): void
  /** Cancelled or overtaken by newer work: leaves no trace. */
  stop(): void
}

export interface Notice {
  readonly text: string
  readonly tone?: 'neutral' | 'good' | 'bad'
  /** Shows a button "Undo" for a few seconds. */
  readonly undo?: () => void
}

/** What the dialog of annotations opens with: a new one for dates, one to change, or the list. */
export type AnnotationStart = { readonly from: IsoDate; readonly to: IsoDate } | { readonly id: string } | 'list'

/** A workspace's `model.json` as the window knows it. */
export interface ModelFile {
  /** Null where there is none. */
  readonly text: string | null
  /** What it says; where it cannot be read, what it said last. */
  readonly placed: PlacedModel
  /** Why it cannot be read, with line and column; null where it can. */
  readonly problem: string | null
}

/** What the dialogs that keep a view begin with. */
export interface KeepView {
  readonly how: 'save' | 'pin'
  readonly view: View
  /** What it is called where the view does not say. */
  readonly title: string
}

/** Saved views or dashboards of the open workspace. */
export interface DocumentFiles {
  /** By name; null until they have been read. */
  readonly all: Readonly<ShallowRef<readonly SavedFile[] | null>>
  /** Looks whether anybody else changed them. */
  read(): Promise<void>
  /** Writes one where it is still `before`, and reads the list anew. Throws as Workbench.replaceDocument. */
  replace(name: string, before: string | null, text: string): Promise<string>
  /** Throws `not-found`. */
  remove(name: string): Promise<void>
}

/** The files that the open workspace follows, and what can be done with them. What fails is told by itself. */
export interface Following {
  readonly all: Readonly<ShallowRef<readonly FollowedFile[]>>
  /** Ids of those that this window looks at; the others are looked at by another window of Lathe. */
  readonly own: Readonly<ShallowRef<ReadonlySet<string>>>
  readonly canFollow: FollowedFiles['canFollow']
  /** As FollowedFiles.choose. */
  readonly choose: FollowedFiles['choose']
  /** Looks at it now and then again; what the person has to allow is asked for. */
  resume(id: string): Promise<void>
  pause(id: string): Promise<void>
  setRhythm(id: string, everySeconds: number): Promise<void>
  /** Follows it no longer; its rows stay. */
  stop(id: string): Promise<void>
}

/** What the shell gives to every panel. Panels never import the shell. */
export interface PanelContext {
  readonly workbench: Workbench
  /** The open workspace, or null; replaced whole (a new `catalog`) after each import. */
  readonly workspace: Readonly<ShallowRef<WorkspaceState | null>>
  /** The open workspace's saved queries. */
  readonly savedQueries: {
    /** By name; null until they have been read. */
    readonly all: Readonly<ShallowRef<readonly SavedQuery[] | null>>
    /** Writes one and reads the list anew; gives the name it got. Throws `bad-parameter` for a bad name. */
    save(name: string, text: string): Promise<string>
    /** Throws `not-found`. */
    remove(name: string): Promise<void>
  }
  /** The open workspace's saved views. */
  readonly views: DocumentFiles
  readonly dashboards: DocumentFiles
  /** Asks under which name a view is saved, or on which dashboard it is pinned. */
  readonly keepView: (start: KeepView) => void
  /** The open workspace's segments; the same as in its catalog. */
  readonly segments: {
    /** By name. */
    readonly all: Readonly<ShallowRef<readonly Segment[]>>
    /**
     * Writes one, over the one of that name if there is one, and renews the workspace's catalog; gives the name it got.
     * Throws `bad-parameter` for a bad name or rule.
     */
    save(name: string, segment: SegmentBody): Promise<string>
    /** Throws `not-found`. */
    remove(name: string): Promise<void>
  }
  /** What the open workspace expects of its data (docs/checks.md). */
  readonly checks: {
    /** As they stood when they were last asked; null for never, or while there are none. */
    readonly kept: Readonly<ShallowRef<KeptChecks | null>>
    /** Whether the data have changed since, or they were never asked. */
    readonly isStale: Readonly<ShallowRef<boolean>>
    readonly running: Readonly<ShallowRef<boolean>>
    /** Asks all of them anew. What stands in the way is told by itself. */
    run(): Promise<void>
    cancel(): void
  }
  /** What happened when, of the open workspace; every chart over dates shows it. */
  readonly annotations: {
    /** By date. */
    readonly all: Readonly<ShallowRef<readonly Annotation[]>>
    /** Writes some, over those of their ids. Throws `bad-file` when the workspace's file cannot be read. */
    save(annotations: readonly Annotation[]): Promise<void>
    remove(id: string): Promise<void>
    /** Opens their dialog. */
    open(start: AnnotationStart): void
  }
  /** What the open workspace knows of its tables beyond their columns; the same as in its catalog. */
  readonly model: {
    /** Null until it has been read. */
    readonly file: Readonly<ShallowRef<ModelFile | null>>
    /** Whether a change of this session can be taken back. */
    readonly canUndo: Readonly<ShallowRef<boolean>>
    /** Looks whether anybody else changed the file. */
    read(): Promise<void>
    /**
     * Changes one entry of the file, whose text was `from` when the change was made; a notice with `says` offers to undo
     * it. Throws `workspace-changed` where it is another by now, `bad-file` where it cannot be read, before or after; it
     * then stays as it is.
     */
    change(from: string | null, change: ModelChange, says: string): Promise<void>
    /**
     * The same with a text in the place of the whole file. Where that could not be read, it is mended, and there is
     * nothing to undo.
     */
    write(from: string | null, text: string, says: string): Promise<void>
    /** Takes the newest change of this session back, to the letter. Throws `workspace-changed`. */
    undo(): Promise<void>
  }
  /** `light` or `dark`, as drawn. */
  readonly theme: Readonly<ShallowRef<'light' | 'dark'>>
  /**
   * Announces running work. The status line shows its progress, with Cancel where `cancel` is given, after 400 ms;
   * Escape cancels the newest.
   */
  readonly startTask: (label: string, cancel?: () => void) => StatusTask
  readonly notify: (notice: Notice) => void
  /**
   * For failures that have no place of their own: a LatheError becomes a notice with its sentence, anything else the
   * bug dialog.
   */
  readonly reportError: (error: unknown) => void
  /** Adds a command for as long as the panel lives; call the result to take it away. */
  readonly addCommand: (command: Command) => () => void
  /** Goes to a route such as `start`, `import`, `active-users`, `sql`, `tables`, `rejects`, `query/<name>`. */
  readonly navigate: (route: string) => void
  /** Opens the system's file dialog, then the import page. */
  readonly chooseFiles: () => void
  /** What can be done with a table of the open workspace; it is shown as it is then. Throws as Workbench's functions. */
  readonly packs: {
    /** Those that are open on the workspace. Throws `bad-file`. */
    opened(): Promise<OpenedPacks>
    /** Opens one, and shows what it wrote. Throws as host/packs/openPack. */
    open(name: string, names: PackNames): Promise<PackReport>
  }
  readonly tables: {
    rename(from: string, to: string): Promise<RenameReport>
    remove(name: string): Promise<DeletedTable>
    restore(deleted: DeletedTable): Promise<void>
    remap(table: string, mapping: EventMapping, signal: AbortSignal): Promise<RemapAnswer>
    reshape(table: string, changes: readonly ColumnChange[], signal: AbortSignal): Promise<ReshapeAnswer>
    dropDays(table: string, which: OldDays, how: Dropping, signal: AbortSignal): Promise<DroppedAnswer>
    takeBack(step: Step): Promise<void>
    /** Asks for the files that a table's rows are to be read from anew, then shows the import page. */
    readAgain(table: string): void
  }
  /** Files whose new lines are imported while the workspace is open. */
  readonly following: Following
  /** Deletes a user, or gives it another id, in all that the open workspace has. Throws as host/userEverywhere. */
  readonly changeUser: (user: string, fate: UserFate, signal: AbortSignal) => Promise<UserReport>
  /** Reads source files again for what is missing of the open workspace, and shows it as it is then. */
  readonly restoreMissing: (files: readonly ChosenFile[], signal: AbortSignal) => Promise<RestoreReport>
  /** Where the host has folders: asks for one for a new workspace; null when the person closed the dialog. */
  readonly choosePlace?: () => Promise<{ readonly place: string; readonly name: string } | null>
  /** Opens a sample as a workspace of its own. */
  readonly openSample: (name: SampleName) => void
}

export const panelContextKey: InjectionKey<PanelContext> = Symbol('panel context')

/**
 * Throws when there is no shell above: in tests, mount with `global: { provide: { [panelContextKey as symbol]: fake }
 * }`.
 */
export function usePanelContext(): PanelContext {
  const context = inject(panelContextKey, null)
  if (context === null) throw new Error('This panel is not inside a shell: provide panelContextKey.')
  return context
}
