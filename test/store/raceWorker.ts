import { ingest } from '../../src-renderer/ingest/ingest'
import { DiskFiles } from '../../src-renderer/store/diskFiles'
import { deleteUser } from '../../src-renderer/store/deleteUser'
import type { FileStore } from '../../src-renderer/store/files'
import { Workspace } from '../../src-renderer/store/workspace'
import { planOf } from '../ingest/importLog'
import { memorySource } from '../ingest/memorySource'

/** What one process of a race is to do: import rows of its own users, or delete a user. */
export interface RaceTask {
  readonly folder: string
  readonly import: readonly { readonly user: string; readonly time: number }[] | null
  readonly delete: string | null
  readonly file: string
  /** Between reading the manifest and taking the lock. */
  readonly pauseMs: number
}

const PLAN = planOf({ types: { user: 'string', name: 'string' } })

/** Takes its lock only after a pause, as a process does that the system put to sleep there. */
class PausingFiles extends DiskFiles {
  constructor(
    folder: string,
    readonly pauseMs: number,
  ) {
    super(folder)
  }

  override async lock(): ReturnType<FileStore['lock']> {
    await new Promise((resolve) => {
      setTimeout(resolve, this.pauseMs)
    })
    return super.lock()
  }
}

async function race(task: RaceTask): Promise<void> {
  const workspace = await Workspace.open(new PausingFiles(task.folder, task.pauseMs))
  if (task.delete !== null) await deleteUser(workspace, task.delete)
  if (task.import !== null) {
    const text = task.import.map(({ user, time }) => JSON.stringify({ user, name: user, event: 'e', time })).join('\n')
    await ingest(PLAN, [memorySource(text, [], task.file)], workspace)
  }
}

process.on('message', (task: RaceTask) => {
  race(task).then(
    () => process.send!({ done: true }),
    (error: unknown) => process.send!({ done: false, message: String(error) }),
  )
})
