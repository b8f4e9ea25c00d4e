import { shallowRef, type ShallowRef } from 'vue'
import type {
  ChosenFile,
  DroppedAnswer,
  Workbench,
  WorkspaceInfo,
  WorkspaceState,
  RemapAnswer,
  ReshapeAnswer,
  Follows,
} from '../host/workbench'
import type { IngestProgress, IngestReport } from '../ingest/contract'
import type { RestoreReport } from '../ingest/repair/restore'
import { isLatheError, LatheError } from '../model/error'
import type { ImportTable } from '../panels/import/importRun'
import { firstLook } from '../host/following/followedFile'
import type { FollowedFile } from '../host/following/savedFollowing'
import type { FollowedFiles } from '../host/following/followedFiles'
import type { PackNames } from '../host/packs/matchPack'
import type { PackReport } from '../host/packs/openPack'
import type { RenameReport } from '../host/renameReport'
import type { UserFate, UserReport } from '../host/userEverywhere'
import type { Dropping, OldDays } from '../ingest/retention/dropDays'
import type { ColumnChange } from '../ingest/reshapeTable'
import type { Step } from '../store/takeBack'
import type { EventMapping } from '../model/schema'
import type { DeletedTable } from '../store/workspace'
import type { ImportTarget } from '../panels/import/importTarget'
import type { GatherProgress } from '../ingest/gatherFiles'
import type { WindowMemory } from './windowMemory'

interface OpenHow {
  readonly readOnly?: boolean
  /** Told while small files of the workspace are joined, and files of an older Lathe are looked through. */
  readonly onGather?: (progress: GatherProgress) => void
}

export interface WorkspaceStore {
  readonly current: Readonly<ShallowRef<WorkspaceState | null>>
  /** Newest first. */
  readonly recent: Readonly<ShallowRef<readonly WorkspaceInfo[]>>
  /** The name of what is being opened, while it is. */
  readonly opening: Readonly<ShallowRef<string | null>>
  readRecent(): Promise<void>
  open(id: string, how?: OpenHow): Promise<void>
  /** Opens a new workspace of an archive's files. Throws as Workbench.unpackWorkspace. */
  unpack(name: string, file: ChosenFile): Promise<void>
  /** Throws `not-found`. */
  rename(id: string, name: string): Promise<void>
  /** Reads the open workspace's state anew. */
  reload(): Promise<void>
  remove(id: string): Promise<void>
  restore(id: string): Promise<void>
  /** Brings back what is missing of the open workspace from its source files, and reads its state anew. */
  restoreMissing(files: readonly ChosenFile[], signal: AbortSignal): Promise<RestoreReport>
  /** As Workbench's functions; the open workspace is shown as it is then. */
  openPack(name: string, names: PackNames): Promise<PackReport>
  renameTable(from: string, to: string): Promise<RenameReport>
  deleteTable(name: string): Promise<DeletedTable>
  restoreTable(deleted: DeletedTable): Promise<void>
  remapTable(table: string, mapping: EventMapping, signal: AbortSignal): Promise<RemapAnswer>
  reshapeTable(table: string, changes: readonly ColumnChange[], signal: AbortSignal): Promise<ReshapeAnswer>
  dropDays(table: string, which: OldDays, how: Dropping, signal: AbortSignal): Promise<DroppedAnswer>
  changeUser(user: string, fate: UserFate, signal: AbortSignal): Promise<UserReport>
  takeBackChange(step: Step): Promise<void>
  replaceModelText(before: string | null, text: string | null): Promise<void>
  /**
   * Imports tables one after another into the open workspace, or into a new one: all of them, or none. Where one fails
   * or is cancelled, those before it are taken back, and a new workspace is put away. Throws what the import throws, or
   * `workspace-changed` where tables stay because somebody else has changed the workspace meanwhile.
   */
  importTables(
    target: ImportTarget,
    tables: readonly ImportTable[],
    onProgress: (tableIndex: number, progress: IngestProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly IngestReport[]>
  /**
   * Takes back the last import, all its tables: what was before it is there again. A workspace that was made for it is
   * put away, and the one before opened. Throws `workspace-changed` and `not-found` as Workbench.takeBackImports.
   */
  takeBackImport(): Promise<void>
  /** The files that the last import began to follow. */
  begun(): readonly FollowedFile[]
}

export function createWorkspaceStore(
  workbench: Workbench,
  memory: WindowMemory,
  followed: FollowedFiles,
): WorkspaceStore {
  const current = shallowRef<WorkspaceState | null>(null)
  const recent = shallowRef<readonly WorkspaceInfo[]>([])
  const opening = shallowRef<string | null>(null)
  /** The last import that can be taken back. */
  let last: { readonly created: string | null; readonly back: string | null; readonly tables: number } | null = null
  let begun: readonly FollowedFile[] = []

  function show(state: WorkspaceState | null): void {
    current.value = state
    memory.writeWorkspace(state?.info.id ?? null)
  }
  async function readRecent(): Promise<void> {
    recent.value = (await workbench.listWorkspaces()).toSorted((a, b) => b.openedAt.localeCompare(a.openedAt))
  }

  /** Takes back the tables of an import that were committed before it stopped. */
  async function takeBackPart(reports: readonly IngestReport[]): Promise<void> {
    try {
      show(await workbench.takeBackImports(reports.length))
    } catch (cause) {
      if (!isLatheError(cause)) throw cause
      show(await workbench.refresh())
      const names = reports.map(({ table }) => table).join(', ')
      throw new LatheError(
        'workspace-changed',
        `The import stopped, and what it had brought into ${names} stays, because the workspace was changed ` +
          'meanwhile. Delete it there before you import the same files again.',
        { workspace: current.value?.info.name ?? '' },
        { cause },
      )
    }
  }

  /** Has the one file of a table followed, where that was wanted. */
  async function keepFollowed(
    workspace: string,
    { files: [file], everySeconds }: ImportTable,
  ): Promise<{ readonly follows: Follows } | null> {
    if (everySeconds === undefined || file === undefined) return null
    const id = await followed.keep(workspace, file)
    return { follows: { id, handle: await followed.handleOf(id, file.name) } }
  }

  return {
    current,
    recent,
    opening,
    readRecent,
    async open(id, { readOnly = false, onGather } = {}) {
      opening.value = recent.value.find((info) => info.id === id)?.name ?? 'workspace'
      try {
        show(await (readOnly ? workbench.openReadOnly(id) : workbench.openWorkspace(id, onGather)))
        await readRecent()
      } finally {
        opening.value = null
      }
    },
    async reload() {
      const id = current.value?.info.id
      if (id === undefined) return
      const state = await workbench.refresh()
      // Another one may have been opened meanwhile.
      if (current.value?.info.id === id && state.info.id === id) show(state)
    },
    async unpack(name, file) {
      opening.value = name
      try {
        show(await workbench.unpackWorkspace(name, file))
        await readRecent()
      } finally {
        opening.value = null
      }
    },
    async rename(id, name) {
      await workbench.renameWorkspace(id, name)
      await readRecent()
      await this.reload()
    },
    async remove(id) {
      await workbench.removeWorkspace(id)
      if (current.value?.info.id === id) show(null)
      await readRecent()
    },
    async restore(id) {
      await workbench.restoreWorkspace(id)
      await readRecent()
    },
    async restoreMissing(files, signal) {
      try {
        return await workbench.restoreMissing(files, signal)
      } finally {
        await this.reload()
      }
    },
    async openPack(name, names) {
      const { answer, state } = await workbench.openPack(name, names)
      show(state)
      return answer
    },
    async renameTable(from, to) {
      const { answer, state } = await workbench.renameTable(from, to)
      show(state)
      return answer
    },
    async deleteTable(name) {
      const { answer, state } = await workbench.deleteTable(name)
      show(state)
      return answer
    },
    async restoreTable(deleted) {
      show(await workbench.restoreTable(deleted))
    },
    async remapTable(table, mapping, signal) {
      const { answer, state } = await workbench.remapTable(table, mapping, signal)
      show(state)
      return answer
    },
    async reshapeTable(table, changes, signal) {
      const { answer, state } = await workbench.reshapeTable(table, changes, signal)
      show(state)
      return answer
    },
    async dropDays(table, which, how, signal) {
      const { answer, state } = await workbench.dropDays(table, which, how, signal)
      show(state)
      return answer
    },
    async changeUser(user, fate, signal) {
      const { answer, state } = await workbench.changeUser(user, fate, signal)
      show(state)
      return answer
    },
    async takeBackChange(step) {
      show(await workbench.takeBackChange(step))
    },
    async replaceModelText(before, text) {
      show(await workbench.replaceModelText(before, text))
    },
    async importTables(target, tables, onProgress, signal) {
      const before = current.value
      const created =
        target === 'current'
          ? null
          : await workbench.createWorkspace(target.name, {
              timezone: target.timezone,
              weekStart: target.weekStart,
              ...(target.place === undefined ? {} : { place: target.place }),
            })
      const workspace = (created ?? before)?.info.id ?? ''
      const reports: IngestReport[] = []
      const kept: FollowedFile[] = []
      try {
        for (const [index, table] of tables.entries()) {
          const tell = (progress: IngestProgress): void => onProgress(index, progress)
          const follows = await keepFollowed(workspace, table)
          const report = await workbench
            .ingest(table.plan, table.files, tell, signal, { replaces: table.replaces === true, ...follows })
            .catch(async (error: unknown) => {
              if (follows !== null) await followed.forget(follows.follows.id)
              throw error
            })
          reports.push(report)
          if (follows !== null)
            kept.push(
              firstLook({ id: follows.follows.id, name: table.files[0]?.name ?? '' }, table.everySeconds ?? 0, report),
            )
        }
      } catch (error) {
        for (const { id } of kept) await followed.forget(id)
        if (created !== null) {
          await workbench.removeWorkspace(created.info.id)
          show(before === null ? null : await workbench.openWorkspace(before.info.id))
        } else if (reports.length > 0) await takeBackPart(reports)
        else show(await workbench.refresh())
        await readRecent()
        throw error
      }
      show(await workbench.refresh())
      await readRecent()
      begun = kept
      last = { created: created?.info.id ?? null, back: before?.info.id ?? null, tables: tables.length }
      return reports
    },
    begun: () => begun,
    async takeBackImport() {
      if (last === null) return
      const { created, back, tables } = last
      last = null
      if (created === null) show(await workbench.takeBackImports(tables))
      else {
        await workbench.removeWorkspace(created)
        show(back === null ? null : await workbench.openWorkspace(back))
      }
      await readRecent()
    },
  }
}
