import type { ShallowRef } from 'vue'
import { isAbort } from '../base/abort'
import type { FollowedFile } from '../host/following/savedFollowing'
import { withRemarks } from '../host/following/followedFile'
import type { FollowedFiles } from '../host/following/followedFiles'
import type { Look } from '../host/following/looks'
import type { Workbench } from '../host/workbench'
import { isLatheError } from '../model/error'
import type { Following, PanelContext } from '../panels/context'
import { takeTurn } from './takeTurn'

export type Around = Pick<PanelContext, 'workspace' | 'notify' | 'reportError'> & {
  /** Shows the workspace as it is now. */
  readonly reload: () => Promise<void>
}

/** What a window shows of the files that it follows. */
interface Shown {
  readonly all: ShallowRef<readonly FollowedFile[]>
  readonly own: ShallowRef<ReadonlySet<string>>
}

export interface FollowStore extends Omit<Following, 'all' | 'own' | 'canFollow' | 'choose'> {
  /** Follows the files of another workspace, and none for null. */
  turnTo(workspace: string | null): Promise<void>
  /** Begins to follow files whose first import has been made. */
  add(files: readonly FollowedFile[]): Promise<void>
  /** Follows none of these any more. */
  drop(files: readonly FollowedFile[]): Promise<void>
  /** A table of the open workspace has another name. */
  renameTable(from: string, to: string): Promise<void>
}

/**
 * Looks at the followed files of the open workspace, each in its rhythm, in one window at a time: another one waits for
 * its turn. What came is shown as after an import. A file that cannot be read on is paused, and says why.
 */
export function createFollowStore(
  workbench: Pick<Workbench, 'readFollowing' | 'keepFollowing' | 'look' | 'endLooks'>,
  followed: FollowedFiles,
  context: Around,
  { all, own }: Shown,
): FollowStore {
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  /** Ends what is followed: of each file its turn, of the workspace all of them. */
  const turns = new Map<string, AbortController>()
  let changes: Promise<unknown> = Promise.resolve()

  const find = (id: string): FollowedFile | undefined => all.value.find((file) => file.id === id)

  /** Changes the list, one change after another; what other windows have written meanwhile stays. */
  function change(to: (files: readonly FollowedFile[]) => readonly FollowedFile[]): Promise<void> {
    const workspace = context.workspace.value?.info.id
    const turn = changes.then(async () => {
      const next = to(await workbench.readFollowing())
      if (context.workspace.value?.info.id !== workspace) return
      await workbench.keepFollowing(next)
      all.value = next
    })
    changes = turn.catch(() => undefined)
    return turn
  }
  function update(id: string, to: (file: FollowedFile) => FollowedFile): Promise<void> {
    return change((files) => files.map((file) => (file.id === id ? to(file) : file)))
  }

  function begin(id: string): void {
    const turn = new AbortController()
    turns.set(id, turn)
    takeTurn(`lathe-followed-${id}`, turn.signal, () => {
      own.value = new Set([...own.value, id])
      // Another window may have gone on with it, or ended it, before.
      return change((files) => files).then(() => look(id))
    }).catch(context.reportError)
  }
  function end(id: string): void {
    turns.get(id)?.abort()
    turns.delete(id)
    clearTimeout(timers.get(id))
    timers.delete(id)
    own.value = new Set([...own.value].filter((one) => one !== id))
  }

  async function drop(files: readonly Pick<FollowedFile, 'id'>[]): Promise<void> {
    const ids = new Set(files.map(({ id }) => id))
    for (const id of ids) end(id)
    if (context.workspace.value !== null && all.value.some(({ id }) => ids.has(id)))
      await change((now) => now.filter(({ id }) => !ids.has(id)))
    for (const id of ids) await followed.forget(id)
    if (turns.size === 0) workbench.endLooks()
  }

  async function look(id: string): Promise<void> {
    clearTimeout(timers.get(id))
    const file = find(id)
    const signal = turns.get(id)?.signal
    if (file === undefined || signal === undefined || file.isPaused) return
    try {
      const handle = await followed.handleOf(id, file.name)
      await took(file, await workbench.look(file, handle, signal))
    } catch (error) {
      if (isAbort(error) || signal.aborted) return
      // Somebody else is at work: next time.
      if (!isLatheError(error, 'workspace-locked')) await stopped(file, error)
    }
    const { everySeconds } = find(id) ?? file
    if (!signal.aborted)
      timers.set(
        id,
        setTimeout(() => void look(id).catch(context.reportError), everySeconds * 1000),
      )
  }

  async function took(file: FollowedFile, found: Look): Promise<void> {
    if (found.isThere && found.report === null && file.problem === null) return
    // A window begins without what words this.
    const { goneText, lookText } = await import('../host/following/lookText')
    const at = new Date().toISOString()
    const texts = lookText(file, found)
    const rows = found.report?.rows ?? 0
    const problem = found.isThere ? null : goneText(file)
    if (rows > 0 || texts.length > 0 || problem !== file.problem)
      await update(file.id, (now) =>
        withRemarks({ ...now, problem, rows: now.rows + rows, last: rows === 0 ? now.last : { at, rows } }, at, texts),
      )
    if (found.hasCommitted) await context.reload()
    // Rejected lines are among the remarks and on the page Rejects: they may come with each look.
    if (found.restarted !== null || found.newColumns.length > 0) for (const text of texts) context.notify({ text })
    if (problem !== null && file.problem === null) context.notify({ text: problem, tone: 'bad' })
  }

  /** It cannot be read on: a person has to look. */
  async function stopped({ id, name }: FollowedFile, error: unknown): Promise<void> {
    const problem = isLatheError(error) ? error.message : 'It was stopped by a fault in Lathe.'
    await update(id, (now) => withRemarks({ ...now, isPaused: true, problem }, new Date().toISOString(), [problem]))
    if (isLatheError(error)) context.notify({ text: `Following ${name} is paused: ${problem}`, tone: 'bad' })
    else context.reportError(error)
  }

  async function turnTo(id: string | null): Promise<void> {
    for (const one of [...turns.keys()]) end(one)
    workbench.endLooks()
    all.value = []
    if (id === null) return
    const files = await workbench.readFollowing()
    if (context.workspace.value?.info.id !== id) return
    const begun = new Set(turns.keys())
    all.value = files
    for (const file of files) if (!begun.has(file.id)) begin(file.id)
  }

  return {
    turnTo,
    async add(files) {
      if (files.length === 0) return
      await change((now) => [...now.filter(({ id }) => !files.some((file) => file.id === id)), ...files])
      for (const { id } of files) if (!turns.has(id)) begin(id)
    },
    drop,
    async resume(id) {
      const isAllowed = await followed.allow(id)
      if (isAllowed) await update(id, (file) => ({ ...file, isPaused: false, problem: null }))
      await look(id)
    },
    async pause(id) {
      clearTimeout(timers.get(id))
      await update(id, (file) => ({ ...file, isPaused: true }))
    },
    async setRhythm(id, everySeconds) {
      await update(id, (file) => ({ ...file, everySeconds }))
      await look(id)
    },
    async stop(id) {
      const name = find(id)?.name ?? ''
      await drop([{ id }])
      context.notify({ text: `${name} is not followed any more. Its rows stay.` })
    },
    async renameTable(from, to) {
      if (!all.value.some(({ table }) => table === from)) return
      await change((files) => files.map((file) => (file.table === from ? { ...file, table: to } : file)))
      workbench.endLooks()
    },
  }
}
