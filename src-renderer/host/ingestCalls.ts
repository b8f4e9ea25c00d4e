import type { IngestPlan, IngestProgress, IngestReport, InspectOptions, Inspection } from '../ingest/contract'
import type { RestoreReport } from '../ingest/repair/restore'
import type { Step } from '../store/takeBack'
import type { WorkerCalls } from './engineCalls'
import type { Look, LookRequest } from './following/looks'
import type { Call } from './rpc'
import type { ChosenFile } from './workbench'

/**
 * All that the window asks of the worker that reads files: browserWorkbench makes these calls, browser/ingest.worker
 * answers them. What they throw and promise stands at Workbench's functions.
 */
export interface IngestCalls extends WorkerCalls {
  readonly inspect: Call<{ readonly file: FilePart; readonly options: InspectOptions }, Inspection>
  readonly checksum: Call<{ readonly file: FilePart }, string>
  /** Answers the commit too, to be taken back; null where somebody else committed meanwhile. */
  readonly ingest: Call<
    FilesInto & { readonly plan: IngestPlan; readonly replaces: boolean },
    { readonly report: IngestReport; readonly step: Step | null },
    IngestProgress
  >
  readonly restoreMissing: Call<FilesInto, RestoreReport>
  /** Takes what was appended to a followed file. The worker remembers how far it was read. */
  readonly look: Call<LookRequest & { readonly waitMs?: number }, Look, IngestProgress>
}

/** A chosen file, or a file of a chosen archive. */
export type FilePart = Pick<ChosenFile, 'handle' | 'member'>

/** Chosen files, and the id of the workspace that they are read into. */
interface FilesInto {
  readonly files: readonly FilePart[]
  readonly workspace: string
}
