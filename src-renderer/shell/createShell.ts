import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { outline } from '../../queries/outline'
import { titleOfRoute } from '../../queries/titleOfRoute'
import { SAMPLES } from '../../samples/index'
import { isAbort } from '../base/abort'
import type { Desktop } from '../host/desktop/desktop'
import type { ChosenFile, Workbench, WorkspaceInfo } from '../host/workbench'
import { isLatheError } from '../model/error'
import type { KeepView, PanelContext, StatusTask } from '../panels/context'
import type { TableDraft } from '../panels/import/importDraft'
import { createImportDrafts, type ImportDrafts } from '../panels/import/importDrafts'
import { createImportRun, type ImportRun, type ImportTable } from '../panels/import/importRun'
import type { ImportTarget } from '../panels/import/importTarget'
import { damageText } from '../store/damage'
import { createCommands, type Commands } from './commandRegistry'
import { firstPanel } from './firstPanel'
import { createNoticeStore, type NoticeStore } from './noticeStore'
import { readSample } from './openSample'
import { createQueryStore, type QueryStore } from './queryStore'
import { createRoute, type Route } from './route'
import { ARCHIVE_ENDING } from '../host/archiveEnding'
import { fileNameOf } from '../panels/chart/fileNameOf'
import { saveFile } from '../panels/grid/saveFile'
import { hostFollowed } from './hostFollowed'
import { createFollowing } from './following'
import { createCheckStore } from './checkStore'
import { createAnnotationStore, type AnnotationStore } from './annotationStore'
import { createDocumentStore, type DocumentStore } from './documentStore'
import { createModelStore, type ModelStore } from './modelStore'
import { createSegmentStore, type SegmentStore } from './segmentStore'
import { createWindowMemory } from './windowMemory'
import { createStatusStore, type StatusStore } from './statusStore'
import { createEngineCount, type EngineCount } from './engineCount'
import { createTheme, type Theme } from './theme'
import { createTour, type Tour } from './tour/createTour'
import { createWorkspaceStore, type WorkspaceStore } from './workspaceStore'

/** Routes that need no open workspace. */
const FREE_ROUTES: readonly string[] = ['start', 'import', 'gallery']

/** Everything behind the window's markup: the stores, and what moves between them. One a window. */
export interface Shell {
  readonly context: PanelContext
  readonly route: Route
  readonly theme: Theme
  readonly engines: EngineCount
  readonly status: StatusStore
  readonly notices: NoticeStore
  readonly commands: Commands
  readonly workspaces: WorkspaceStore
  readonly queries: QueryStore
  readonly views: DocumentStore
  readonly dashboards: DocumentStore
  /** The view that is to be saved or pinned; null for none. */
  readonly keeping: ShallowRef<KeepView | null>
  readonly segments: SegmentStore
  readonly model: ModelStore
  readonly annotations: AnnotationStore
  readonly drafts: ImportDrafts
  readonly tour: Tour
  readonly importRun: ImportRun
  readonly rejected: ComputedRef<number>
  readonly isStarting: Readonly<ShallowRef<boolean>>
  /** What is being opened, by name. */
  readonly opening: ComputedRef<string | null>
  readonly problem: Readonly<ShallowRef<string | null>>
  /** Whether the files at hand are meant for a new workspace although one is open. */
  readonly wantsNew: Readonly<ShallowRef<boolean>>
  /** The table whose rows are replaced by those of the files at hand. */
  readonly replacing: Readonly<ShallowRef<string | null>>
  readonly dialogs: {
    readonly palette: ShallowRef<boolean>
    readonly help: ShallowRef<boolean>
    /** What help opens with (panels/help/helpTopics); null for the shortcuts. */
    readonly helpTopic: ShallowRef<string | null>
  }
  /** Looks whether anybody else changed saved queries, views or dashboards. */
  readSaved(): Promise<void>
  /** Opens what was open last, or the start page. */
  begin(): Promise<void>
  receiveFiles(chosen: readonly ChosenFile[]): void
  importTables(target: ImportTarget, tables: readonly ImportTable[]): Promise<void>
  /** Takes the last import back and puts its files into the list again. Throws as WorkspaceStore.takeBackImport. */
  undoImport(): Promise<void>
  /** Empties the list of files to import; a notice offers to undo it. */
  discardDrafts(): void
  openWorkspace(id: string): void
  /** Opens it so that nothing in it can be changed. */
  openReadOnly(id: string): void
  renameWorkspace(info: WorkspaceInfo, name: string): void
  /** Saves all of it as one archive. */
  archiveWorkspace(info: WorkspaceInfo): void
  /** From a page without navigation to the open workspace, or to the start page. */
  goBack(): void
  removeWorkspace(info: WorkspaceInfo): void
}

export function createShell(workbench: Workbench, openFileDialog: () => void, desktop: Desktop | null = null): Shell {
  const memory = createWindowMemory(localStorage)
  const theme = createTheme(memory)
  const engines = createEngineCount(workbench, memory)
  const route = createRoute('start')
  const status = createStatusStore()
  const notices = createNoticeStore()
  const commands = createCommands()
  const followed = hostFollowed(desktop)
  const workspaces = createWorkspaceStore(workbench, memory, followed)
  const queries = createQueryStore(workbench, workspaces.current, notices.report)
  const views = createDocumentStore('view', workbench, workspaces.current, notices.report)
  const dashboards = createDocumentStore('dashboard', workbench, workspaces.current, notices.report)
  const keeping = shallowRef<KeepView | null>(null)
  const segments = createSegmentStore(workbench, workspaces)
  const annotations = createAnnotationStore(workbench, workspaces.current, notices.report)
  const model = createModelStore(workbench, workspaces, notices.notify, notices.report)
  const checks = createCheckStore(workbench, {
    workspace: workspaces.current,
    startTask: (label, cancel) => status.start(label, cancel),
    notify: (notice) => notices.notify(notice),
    reportError: (error) => notices.report(error),
  })
  const following = createFollowing(workbench, followed, {
    workspace: workspaces.current,
    notify: (notice) => notices.notify(notice),
    reportError: (error) => notices.report(error),
    reload: () => workspaces.reload(),
  })
  const isStarting = shallowRef(true)
  const openingSample = shallowRef<string | null>(null)
  const problem = shallowRef<string | null>(null)
  const wantsNew = shallowRef(false)
  const replacing = shallowRef<string | null>(null)
  const dialogs = { palette: shallowRef(false), help: shallowRef(false), helpTopic: shallowRef<string | null>(null) }

  const context: PanelContext = {
    workbench,
    workspace: workspaces.current,
    savedQueries: queries,
    views,
    dashboards,
    keepView: (start) => {
      keeping.value = start
    },
    segments,
    annotations,
    model,
    checks,
    theme: theme.drawn,
    startTask: (label, cancel) => status.start(label, cancel),
    notify: (notice) => notices.notify(notice),
    reportError: (error) => notices.report(error),
    addCommand: (command) => commands.add(command),
    navigate: (name) => route.go(name),
    chooseFiles: openFileDialog,
    packs: {
      opened: () => workbench.openedPacks(),
      open: async (name, names) => {
        const report = await workspaces.openPack(name, names)
        await Promise.all([readSaved(), segments.read(), model.read()])
        return report
      },
    },
    tables: {
      rename: async (from, to) => {
        const report = await workspaces.renameTable(from, to)
        await following.renameTable(from, to)
        await Promise.all([readSaved(), segments.read(), model.read()])
        return report
      },
      remove: (name) => workspaces.deleteTable(name),
      restore: (deleted) => workspaces.restoreTable(deleted),
      remap: (name, mapping, signal) => workspaces.remapTable(name, mapping, signal),
      reshape: (name, changes, signal) => workspaces.reshapeTable(name, changes, signal),
      dropDays: (name, which, how, signal) => workspaces.dropDays(name, which, how, signal),
      takeBack: (step) => workspaces.takeBackChange(step),
      readAgain: (name) => {
        drafts.clear()
        importRun.reset()
        replacing.value = name
        route.go('import')
      },
    },
    following,
    changeUser: async (user, fate, signal) => {
      const report = await workspaces.changeUser(user, fate, signal)
      await Promise.all([readSaved(), segments.read(), model.read()])
      return report
    },
    restoreMissing: (files, signal) => workspaces.restoreMissing(files, signal),
    ...(desktop === null ? {} : { choosePlace: () => desktop.chooseNewPlace() }),
    openSample: (name) => {
      openSample(name).catch(notices.report)
    },
  }
  const drafts = createImportDrafts(workbench)
  const tour = createTour(memory, route, workspaces.current, workspaces.recent, context.openSample)
  /** What the last import was made of. */
  let imported: readonly TableDraft[] = []
  const importRun = createImportRun(context)

  async function readSaved(): Promise<void> {
    await Promise.all([queries.read(), views.read(), dashboards.read()])
  }
  function isKnown(name: string): boolean {
    return (
      FREE_ROUTES.includes(name) ||
      ['overview', 'sql', 'tables', 'model', 'segments', 'rejects', 'dashboards', 'checks'].includes(name) ||
      /^(?:query|dashboard|view|link)\//.test(name) ||
      name === 'user' ||
      name.startsWith('user/') ||
      titleOfRoute(name) !== undefined
    )
  }
  function firstPanelHere(): string {
    return firstPanel(workspaces.current.value?.catalog.tables ?? [], outline)
  }
  function goWhereLeft(id: string): void {
    const last = memory.readRoute(id)
    route.go(last !== null && isKnown(last) && !FREE_ROUTES.includes(last) ? last : firstPanelHere())
  }

  async function openWorkspace(id: string, wanted: string | null = null, readOnly = false): Promise<void> {
    problem.value = null
    status.clear()
    const task = status.start('Opening the workspace')
    let gathering: StatusTask | null = null
    try {
      await workspaces
        .open(id, {
          readOnly,
          onGather: ({ files, of }) => {
            gathering ??= status.start('Preparing the files of the workspace, once', () => void workbench.leaveFiles())
            gathering.progress(files / of)
          },
        })
        .finally(() => gathering?.stop())
      if (wanted === null) goWhereLeft(id)
      for (const damage of workspaces.current.value?.damage ?? [])
        notices.notify({ text: damageText(damage), tone: 'bad' })
      task.stop()
    } catch (error) {
      task.stop()
      if (!isLatheError(error)) throw error
      problem.value = error.message
      route.go('start')
      await workspaces.readRecent()
    }
  }

  async function openSample(name: string): Promise<void> {
    const sample = SAMPLES.find((entry) => entry.name === name)
    if (sample === undefined) throw new Error(`No sample is called ${name}.`)
    if (openingSample.value !== null || importRun.state.value.stage === 'running') return
    openingSample.value = sample.title
    const askedBy = route.current.value
    const abort = new AbortController()
    const task = status.start(`Opening ${sample.title}`, () => abort.abort(new DOMException('Cancelled', 'AbortError')))
    try {
      const known = workspaces.recent.value.find((info) => info.name === sample.title && info.rows > 0)
      if (known !== undefined) await openWorkspace(known.id)
      else {
        const tables = await readSample(sample.files, workbench)
        const reports = await workspaces.importTables(
          { name: sample.title, timezone: tables[0]?.plan.timezone ?? 'UTC', weekStart: 1 },
          tables,
          (index, progress) =>
            task.progress(
              (index + (progress.bytesTotal ? progress.bytesRead / progress.bytesTotal : 0)) / tables.length,
              `Opening ${sample.title}: ${progress.file}`,
            ),
          abort.signal,
        )
        const rejected = reports.reduce((sum, report) => sum + report.rejected, 0)
        if (rejected > 0)
          notices.notify({
            text:
              `${sample.title} is open. ${rejected} broken ${rejected === 1 ? 'line was' : 'lines were'} left out; ` +
              'Rejects lists them.',
          })
        if (sample.pack !== undefined) await context.packs.open(sample.pack, {})
        // Asked for by a panel that lacks its data, it answers there.
        const asking = outline.find((panel) => panel.name === askedBy && panel.sample === name)
        route.go(asking?.name ?? (sample.pack === undefined ? firstPanelHere() : `dashboard/${sample.pack}`))
      }
      task.stop()
    } catch (error) {
      task.stop()
      if (!isAbort(error)) throw error
    } finally {
      openingSample.value = null
    }
  }

  async function importTables(target: ImportTarget, tables: readonly ImportTable[]): Promise<void> {
    await importRun.start(tables, (onProgress, signal) => workspaces.importTables(target, tables, onProgress, signal))
    if (importRun.state.value.stage === 'done') {
      imported = drafts.tables.value
      await following.add(workspaces.begun())
      drafts.clear()
      wantsNew.value = false
      replacing.value = null
      checks.runAfterImport().catch(notices.report)
      if (importRun.state.value.kinds.includes('events') && route.current.value === 'import') route.go('overview')
    }
  }

  /** Takes the last import back, and puts its files into the list again, as they were set. */
  async function undoImport(): Promise<void> {
    const begun = workspaces.begun()
    // Nothing may be read on meanwhile.
    for (const { id } of begun) await following.pause(id)
    try {
      await workspaces.takeBackImport()
    } catch (error) {
      for (const { id } of begun) await following.resume(id)
      throw error
    }
    await following.drop(begun)
    importRun.reset()
    drafts.restore(imported).catch(notices.report)
    imported = []
    route.go('import')
    notices.notify({ text: 'The import was taken back. Its files are in the list again.' })
  }

  /** Empties the list of files to import; can be undone. */
  function discardDrafts(): void {
    const before = drafts.tables.value
    if (before.length === 0) return
    drafts.clear()
    notices.notify({
      text: before.length === 1 ? 'The file to import was discarded.' : 'The files to import were discarded.',
      undo: () => {
        drafts.restore(before).catch(notices.report)
        route.go('import')
      },
    })
  }

  function sayTwice(files: readonly ChosenFile[]): void {
    const [first] = files
    if (first === undefined) return
    const text =
      files.length === 1
        ? `${first.name} is already in the list.`
        : `${files.length} of the files are already in the list.`
    notices.notify({ text })
  }

  async function archiveWorkspace({ id, name }: WorkspaceInfo): Promise<void> {
    const file = `${fileNameOf(name)}${ARCHIVE_ENDING}`
    const task = status.start(`Saving ${file}`)
    try {
      const isSaved = await saveFile(file, await workbench.archiveWorkspace(id), 'application/zip')
      if (isSaved) task.done(`Saved ${file}`)
      else task.stop()
    } catch (error) {
      task.fail('Saving failed')
      notices.report(error)
    }
  }

  /** A workspace's archive becomes a workspace. */
  async function openArchive(file: ChosenFile): Promise<void> {
    const task = status.start(`Opening ${file.name}`)
    try {
      await workspaces.unpack(file.name.slice(0, -ARCHIVE_ENDING.length), file)
      task.stop()
      route.go(firstPanelHere())
    } catch (error) {
      task.fail('Opening failed')
      notices.report(error)
    }
  }

  function receiveFiles(chosen: readonly ChosenFile[]): void {
    const [first] = chosen
    if (first === undefined) return
    if (chosen.length === 1 && first.name.toLowerCase().endsWith(ARCHIVE_ENDING)) {
      void openArchive(first)
      return
    }
    if (importRun.state.value.stage === 'running') {
      notices.notify({ text: 'An import is running. Wait for it to end, or cancel it, then open more files.' })
      return
    }
    if (drafts.tables.value.length === 0) {
      // What is open to be read only takes no rows.
      const isOpen = route.current.value !== 'start' && workspaces.current.value?.readOnly !== true
      wantsNew.value = !isOpen && replacing.value === null
    }
    importRun.reset()
    route.go('import')
    drafts
      .add(chosen, wantsNew.value ? 'UTC' : (workspaces.current.value?.catalog.timezone ?? 'UTC'), sayTwice)
      .catch(notices.report)
  }

  function removeWorkspace(info: WorkspaceInfo): void {
    const wasOpen = workspaces.current.value?.info.id === info.id
    workspaces
      .remove(info.id)
      .then(() => {
        if (wasOpen) route.go('start')
        notices.notify({
          text:
            info.place === undefined
              ? `Removed ${info.name}.`
              : `Removed ${info.name} from the list. Its files stay in ${info.place}.`,
          undo: () => {
            workspaces
              .restore(info.id)
              .then(() => (wasOpen ? openWorkspace(info.id) : undefined))
              .catch(notices.report)
          },
        })
      })
      .catch(notices.report)
  }

  watch([route.current, workspaces.current], ([name, state], [before]) => {
    if (isStarting.value) return
    // Files that were not imported do not lie in wait for the next ones.
    if (before === 'import' && name !== 'import' && importRun.state.value.stage !== 'running') {
      discardDrafts()
      replacing.value = null
    }
    if (name !== before) status.clear()
    if (!isKnown(name) || (state === null && !FREE_ROUTES.includes(name))) route.go('start')
    else if (state !== null && !FREE_ROUTES.includes(name)) memory.writeRoute(state.info.id, name)
  })

  return {
    context,
    route,
    theme,
    engines,
    status,
    notices,
    commands,
    workspaces,
    queries,
    views,
    dashboards,
    keeping,
    readSaved,
    segments,
    model,
    annotations,
    drafts,
    tour,
    importRun,
    isStarting,
    problem,
    wantsNew,
    replacing,
    dialogs,
    rejected: computed(() => {
      const { catalog, sources = [] } = workspaces.current.value ?? {}
      const live = sources.filter((source) => catalog?.tables.some(({ name }) => name === source.table))
      return live.reduce((sum, source) => sum + source.rejected, 0)
    }),
    opening: computed(() => openingSample.value ?? workspaces.opening.value),
    async begin() {
      try {
        await workspaces.readRecent()
        const last = memory.readWorkspace()
        const asked = location.hash === '' ? null : route.current.value
        if (asked !== 'gallery' && last !== null && workspaces.recent.value.some((info) => info.id === last)) {
          await openWorkspace(last, asked !== null && isKnown(asked) && asked !== 'import' ? asked : null)
        } else if (asked !== 'gallery') route.go('start')
      } catch (error) {
        notices.report(error)
        route.go('start')
      } finally {
        isStarting.value = false
      }
    },
    receiveFiles,
    importTables,
    undoImport,
    discardDrafts,
    goBack() {
      const state = workspaces.current.value
      if (state === null) route.go('start')
      else goWhereLeft(state.info.id)
    },
    openWorkspace: (id) => {
      openWorkspace(id).catch(notices.report)
    },
    archiveWorkspace: (info) => {
      void archiveWorkspace(info)
    },
    openReadOnly: (id) => {
      openWorkspace(id, null, true).catch(notices.report)
    },
    renameWorkspace(info, name) {
      const rename = (to: string): Promise<void> => workspaces.rename(info.id, to)
      rename(name)
        .then(() => {
          notices.notify({
            text: `${info.name} is called ${name} now.`,
            undo: () => {
              rename(info.name).catch(notices.report)
            },
          })
        })
        .catch(notices.report)
    },
    removeWorkspace,
  }
}
