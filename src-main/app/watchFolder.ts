import { watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'

/** Editors write a file in several steps. */
const SETTLE_MS = 150

/** What people keep in a workspace, and the window lists. */
const FOLDERS = ['queries', 'views', 'dashboards']

/**
 * Calls `onChange` when something in a workspace's folders of saved queries, views and dashboards changes, also when
 * such a folder is made later. A folder that cannot be watched (a network drive) is read when the window comes to the
 * front. Call the result to end.
 */
export function watchQueries(workspace: string, onChange: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  const inner = new Map<string, FSWatcher | null>()
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, SETTLE_MS)
  }
  const closeInner = (folder: string): void => {
    inner.get(folder)?.close()
    inner.delete(folder)
  }
  const watchInner = (folder: string): void => {
    closeInner(folder)
    inner.set(
      folder,
      tryWatch(join(workspace, folder), changed, () => {
        closeInner(folder)
      }),
    )
  }
  const outer = tryWatch(
    workspace,
    (name) => {
      if (name === null || !FOLDERS.includes(name)) return
      watchInner(name)
      changed()
    },
    () => {
      outer?.close()
    },
  )
  FOLDERS.forEach(watchInner)
  return () => {
    clearTimeout(timer)
    FOLDERS.forEach(closeInner)
    outer?.close()
  }
}

function tryWatch(folder: string, onChange: (name: string | null) => void, onEnd: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, (_kind, name) => {
      onChange(name)
    })
    watcher.on('error', onEnd)
    return watcher
  } catch {
    return null
  }
}
