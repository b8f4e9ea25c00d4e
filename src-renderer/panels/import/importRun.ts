import { shallowRef, type ShallowRef } from 'vue'
import { isAbort } from '../../base/abort'
import type { ChosenFile } from '../../host/workbench'
import type { IngestPlan, IngestProgress, IngestReport } from '../../ingest/contract'
import { isLatheError } from '../../model/error'
import type { PanelContext } from '../context'
import { bytesText, countText, durationText } from '../ui'

/** One table of an import, ready to go. */
export interface ImportTable {
  readonly plan: IngestPlan
  readonly files: readonly ChosenFile[]
  /** Its rows take the place of those that the table has. */
  readonly replaces?: boolean
  /** Its one file is followed from then on: how often it is looked at. */
  readonly everySeconds?: number
}

type ImportState =
  | { readonly stage: 'idle' }
  | { readonly stage: 'running'; readonly progress: ImportProgress; readonly isCancelling: boolean }
  | {
      readonly stage: 'done'
      readonly reports: readonly IngestReport[]
      readonly kinds: readonly IngestPlan['kind'][]
      readonly elapsedMs: number
    }
  | { readonly stage: 'failed'; readonly message: string }

/** Over all tables of the import. */
export interface ImportProgress {
  readonly stage: IngestProgress['stage'] | 'starting'
  readonly file: string
  readonly table: string
  readonly bytesRead: number
  readonly bytesTotal: number
  readonly rows: number
  readonly rejected: number
  readonly duplicates: number
  readonly rowsPerSecond: number
  readonly secondsLeft: number | null
  readonly waitingFor?: string
  readonly files: readonly FileProgress[]
}

/** How far one file has been read. */
export interface FileProgress {
  readonly name: string
  readonly table: string
  readonly bytes: number
  readonly bytesRead: number
}

export interface ImportRun {
  readonly state: Readonly<ShallowRef<ImportState>>
  /** Runs until done, failed or cancelled; a cancelled run goes back to idle. Never rejects for a LatheError. */
  start(
    tables: readonly ImportTable[],
    importTables: (
      onProgress: (tableIndex: number, progress: IngestProgress) => void,
      signal: AbortSignal,
    ) => Promise<readonly IngestReport[]>,
  ): Promise<void>
  cancel(): void
  reset(): void
}

export function createImportRun(context: Pick<PanelContext, 'startTask'>): ImportRun {
  const state = shallowRef<ImportState>({ stage: 'idle' })
  let abort: AbortController | null = null

  function cancel(): void {
    if (state.value.stage !== 'running') return
    state.value = { ...state.value, isCancelling: true }
    abort?.abort(new DOMException('Cancelled', 'AbortError'))
  }

  return {
    state,
    cancel,
    async start(tables, importTables) {
      if (state.value.stage === 'running') return
      const own = new AbortController()
      abort = own
      const startedMs = performance.now()
      const totals = createTotals(tables)
      state.value = { stage: 'running', progress: totals.current(), isCancelling: false }
      const task = context.startTask('Importing', cancel)
      try {
        const reports = await importTables((tableIndex, progress) => {
          const all = totals.add(tableIndex, progress)
          if (state.value.stage === 'running') state.value = { ...state.value, progress: all }
          task.progress(fractionOf(all), progressText(all))
        }, own.signal)
        const elapsedMs = performance.now() - startedMs
        const rows = reports.reduce((sum, report) => sum + report.rows, 0)
        state.value = { stage: 'done', reports, kinds: tables.map((table) => table.plan.kind), elapsedMs }
        task.done(`Imported ${countText(rows)} rows in ${durationText(elapsedMs)}`)
      } catch (error) {
        if (isAbort(error)) {
          state.value = { stage: 'idle' }
          task.done('Import cancelled; nothing was changed')
        } else if (isLatheError(error)) {
          state.value = { stage: 'failed', message: error.message }
          task.fail('The import failed')
        } else {
          state.value = {
            stage: 'failed',
            message: 'The import stopped because of a fault in Lathe. Nothing was changed.',
          }
          task.fail('The import failed')
          throw error
        }
      }
    },
    reset() {
      if (state.value.stage !== 'running') state.value = { stage: 'idle' }
    },
  }
}

/** Adds the progress of one table after another up to the progress of the whole. */
function createTotals(tables: readonly ImportTable[]): {
  current(): ImportProgress
  add(tableIndex: number, progress: IngestProgress): ImportProgress
} {
  const sizes = tables.map((table) => table.files.reduce((sum, file) => sum + file.bytes, 0))
  const bytesTotal = sizes.reduce((sum, size) => sum + size, 0)
  const last: (IngestProgress | undefined)[] = []
  let all: ImportProgress = {
    stage: 'starting',
    file: tables[0]?.files[0]?.name ?? '',
    table: tables[0]?.plan.table ?? '',
    bytesRead: 0,
    bytesTotal,
    rows: 0,
    rejected: 0,
    duplicates: 0,
    rowsPerSecond: 0,
    secondsLeft: null,
    files: filesAt(tables, 0, 0),
  }
  function sum(pick: (progress: IngestProgress) => number): number {
    return last.reduce((total, progress) => total + (progress === undefined ? 0 : pick(progress)), 0)
  }
  return {
    current: () => all,
    add(tableIndex, progress) {
      last[tableIndex] = progress
      const before = sizes.slice(0, tableIndex).reduce((total, size) => total + size, 0)
      const bytesRead = before + progress.bytesRead
      const isLastTable = tableIndex === tables.length - 1
      const bytesPerSecond =
        progress.rows > 0 && progress.rowsPerSecond > 0
          ? progress.bytesRead / (progress.rows / progress.rowsPerSecond)
          : 0
      all = {
        stage: progress.stage,
        file: progress.file,
        table: tables[tableIndex]?.plan.table ?? '',
        bytesRead,
        bytesTotal,
        rows: sum((entry) => entry.rows),
        rejected: sum((entry) => entry.rejected),
        duplicates: sum((entry) => entry.duplicates),
        rowsPerSecond: progress.rowsPerSecond,
        ...(progress.waitingFor === undefined ? {} : { waitingFor: progress.waitingFor }),
        files: filesAt(tables, tableIndex, progress.bytesRead),
        secondsLeft: isLastTable
          ? progress.secondsLeft
          : bytesPerSecond > 0
            ? (bytesTotal - bytesRead) / bytesPerSecond
            : null,
      }
      return all
    },
  }
}

/** Files are read one after another, in their order: those of the tables before are read whole. */
function filesAt(tables: readonly ImportTable[], tableIndex: number, bytesRead: number): readonly FileProgress[] {
  return tables.flatMap(({ plan, files }, index) => {
    let left = index < tableIndex ? Infinity : index > tableIndex ? 0 : bytesRead
    return files.map(({ name, bytes }): FileProgress => {
      const read = Math.min(bytes, left)
      left -= read
      return { name, table: plan.table, bytes, bytesRead: read }
    })
  })
}

/** 0 … 1 while files are read; null in the steps after, whose length is not known. */
export function fractionOf(progress: ImportProgress): number | null {
  return progress.stage === 'reading' && progress.bytesTotal > 0
    ? Math.min(1, progress.bytesRead / progress.bytesTotal)
    : null
}

export function progressText(progress: ImportProgress): string {
  if (progress.stage === 'starting') return 'Starting…'
  if (progress.stage === 'waiting') return `Waiting: ${progress.waitingFor ?? ''}`
  if (progress.stage === 'deriving') return 'Working out sessions and active days…'
  if (progress.stage === 'committing') return 'Writing to the workspace…'
  return `Reading ${progress.file} · ${bytesText(progress.bytesRead)} of ${bytesText(progress.bytesTotal)}`
}
