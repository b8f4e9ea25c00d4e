import { shallowRef, watch } from 'vue'
import type { FollowedFiles } from '../host/following/followedFiles'
import type { FollowedFile } from '../host/following/savedFollowing'
import type { Workbench } from '../host/workbench'
import type { Following } from '../panels/context'
import type { Around, FollowStore } from './followStore'

type Work = Pick<Workbench, 'readFollowing' | 'keepFollowing' | 'look' | 'endLooks'>

/** The files that a window follows. What looks at them is fetched when there is one. */
export function createFollowing(
  work: Work,
  followed: FollowedFiles,
  around: Around,
): Following & Omit<FollowStore, 'turnTo'> {
  const all = shallowRef<readonly FollowedFile[]>([])
  const own = shallowRef<ReadonlySet<string>>(new Set())
  let loading: Promise<FollowStore> | null = null
  const store = (): Promise<FollowStore> =>
    (loading ??= import('./followStore').then(({ createFollowStore }) =>
      createFollowStore(work, followed, around, { all, own }),
    ))
  async function turnTo(id: string | null): Promise<void> {
    if (loading !== null || (id !== null && (await work.readFollowing()).length > 0)) await (await store()).turnTo(id)
  }
  watch(
    () => (around.workspace.value?.readOnly === true ? null : (around.workspace.value?.info.id ?? null)),
    (id) => {
      turnTo(id).catch(around.reportError)
    },
    { flush: 'sync' },
  )
  return {
    all,
    own,
    canFollow: (file) => followed.canFollow(file),
    choose: followed.choose,
    add: async (files) => (files.length > 0 ? (await store()).add(files) : undefined),
    drop: async (files) => (files.length > 0 ? (await store()).drop(files) : undefined),
    resume: async (id) => (await store()).resume(id),
    pause: async (id) => (await store()).pause(id),
    setRhythm: async (id, everySeconds) => (await store()).setRhythm(id, everySeconds),
    stop: async (id) => (await store()).stop(id),
    renameTable: async (from, to) => (loading === null ? undefined : (await loading).renameTable(from, to)),
  }
}
