import { isAbort } from '../../base/abort'
import type { IngestPlan, IngestProgress, IngestReport } from '../../ingest/contract'
import { Follower, type FollowStep, type GrowingFile } from '../../ingest/follow/follower'
import { gatherFiles } from '../../ingest/gatherFiles'
import { LatheError } from '../../model/error'
import type { Manifest } from '../../store/manifest'
import { stepBetween, type Step } from '../../store/takeBack'
import type { Workspace } from '../../store/workspace'

/** One look at a followed file. */
export interface LookRequest {
  readonly id: string
  readonly workspace: string
  readonly name: string
  /** As FollowedFiles.handleOf gives it. */
  readonly handle: unknown
  readonly table: string
  /** How it is read when nothing of it was imported before; null where that was said earlier. */
  readonly plan: IngestPlan | null
}

/** What a look at a file brought. */
export interface Look extends FollowStep {
  /** Columns that its table did not have before. */
  readonly newColumns: readonly string[]
  /** It changed the workspace. */
  readonly hasCommitted: boolean
  /** Its commit, to be taken back; null where it made none, or others committed meanwhile. */
  readonly step: Step | null
}

interface LookHow {
  readonly signal: AbortSignal
  readonly onProgress?: (progress: IngestProgress) => void
  /** As in Patience. */
  readonly waitMs?: number
}

/** Small files of so many imports are gathered at once. */
const GATHER_AFTER = 64

/** Followers of one worker: each knows how far its file was read, so that a look reads only what is new. */
export class Looks {
  readonly #followers = new Map<string, { readonly workspace: Workspace; readonly follower: Follower }>()
  readonly #open: (workspace: string) => Promise<Workspace>
  readonly #growing: (handle: unknown, name: string) => GrowingFile
  #imports = 0

  constructor(
    open: (workspace: string) => Promise<Workspace>,
    growing: (handle: unknown, name: string) => GrowingFile,
  ) {
    this.#open = open
    this.#growing = growing
  }

  /** Throws what the import throws; the next look then begins at the same place. */
  async look(request: LookRequest, how: LookHow): Promise<Look> {
    const { workspace, follower } = await this.#followerOf(request)
    const before = await workspace.reload()
    checkTable(before, request)
    const step = await follower.look(how)
    const { manifest } = workspace
    const columns = new Set(before.tables[request.table]?.columns.map(({ name }) => name))
    const now = manifest.tables[request.table]?.columns ?? []
    const made = stepBetween(before, manifest)
    if (step.report !== null && ++this.#imports % GATHER_AFTER === 0)
      await gatherFiles(workspace, { waitMs: 0, signal: how.signal }).catch((error: unknown) => {
        if (isAbort(error)) throw error
      })
    return {
      ...step,
      report: step.report ?? (request.plan === null ? null : nothingNew(step, request, manifest)),
      restarted: step.restarted ?? (isAnotherFile(before, manifest, request) ? 'replaced' : null),
      newColumns: columns.size === 0 ? [] : now.map(({ name }) => name).filter((name) => !columns.has(name)),
      hasCommitted: step.report !== null,
      step: step.report === null ? null : made,
    }
  }

  async #followerOf(request: LookRequest): Promise<{ readonly workspace: Workspace; readonly follower: Follower }> {
    const known = this.#followers.get(request.id)
    if (known !== undefined) return known
    const workspace = await this.#open(request.workspace)
    const file = this.#growing(request.handle, request.name)
    const planOf = (): Promise<IngestPlan> => Promise.resolve(request.plan ?? lastPlan(workspace.manifest, request))
    const made = { workspace, follower: new Follower(workspace, file, planOf, request.table) }
    this.#followers.set(request.id, made)
    return made
  }
}

/** What a first look answers that found the file imported to its end before. Throws where there is nothing to import. */
function nothingNew(
  { isThere, bytes }: FollowStep,
  { name, table }: LookRequest,
  { users }: Pick<Manifest, 'users'>,
): IngestReport {
  if (!isThere) throw new LatheError('bad-file', `${name} is not there any more; choose it again.`, { file: name })
  if (bytes === 0)
    throw new LatheError(
      'bad-file',
      `${name} has no whole line yet: a line is taken when its end has been written. Follow it when it has one, or ` +
        'import it without following.',
      { file: name },
    )
  const text = `${name} was imported to its end before; what is appended from now on comes in.`
  return {
    ...{ table, files: 1, rows: 0, duplicates: 0, rejected: 0, partitions: 0, rowsWithoutUser: 0 },
    ...{ users: users?.rows ?? 0, minTs: null, maxTs: null, elapsedMs: 0 },
    remarks: [{ kind: 'followed', column: null, count: 0, text }],
  }
}

/** A file is not read into a table that somebody deleted or renamed. */
function checkTable({ tables }: Manifest, { name, table, plan }: LookRequest): void {
  if (tables[table] !== undefined || plan !== null) return
  throw new LatheError(
    'not-found',
    `The table ${table}, which ${name} is followed into, is not there any more. Stop following it, or put the table ` +
      'back.',
    { what: 'table', name: table, candidates: Object.keys(tables) },
  )
}

function ownSources({ sources }: Manifest, { name, table }: LookRequest): Manifest['sources'] {
  return sources.filter((source) => source.name === name && source.table === table)
}

/** A file of that name was imported as a new one, though one was before. */
function isAnotherFile(before: Manifest, after: Manifest, request: LookRequest): boolean {
  const known = ownSources(before, request).length
  return known > 0 && ownSources(after, request).length > known
}

/** How the file of that name was read last: another one in its place is read alike. */
function lastPlan(manifest: Manifest, request: LookRequest): IngestPlan {
  const plans = manifest.tables[request.table]?.plans
  const last = ownSources(manifest, request).at(-1)?.plan
  const plan = last === undefined ? undefined : plans?.[last]
  if (plan !== undefined) return plan as unknown as IngestPlan
  throw new LatheError(
    'bad-file',
    `Nothing of ${request.name} was imported into ${request.table} yet, so that it is not known how it is read; open it ` +
      'on the page Import, and follow it there.',
    { file: request.name },
  )
}
