import { watch, type FSWatcher } from 'node:fs'
import { join } from 'node:path'

/** Editors write a file in several steps. */
const SETTLE_MS = 150

/**
 * Calls `onChange` when something in a workspace's folder of saved queries changes, also when that folder is made
 * later. A folder that cannot be watched (a network drive) is read when the window comes to the front. Call the result
 * to end.
 */
export function watchQueries(workspace: string, onChange: () => void): () => void {
  const folder = join(workspace, 'queries')
  let timer: NodeJS.Timeout | undefined
  let inner: FSWatcher | null = null
  const changed = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, SETTLE_MS)
  }
  const closeInner = (): void => {
    inner?.close()
    inner = null
  }
  const watchInner = (): void => {
    closeInner()
    inner = tryWatch(folder, changed, closeInner)
  }
  const outer = tryWatch(
    workspace,
    (name) => {
      if (name !== 'queries') return
      watchInner()
      changed()
    },
    () => {
      outer?.close()
    },
  )
  watchInner()
  return () => {
    clearTimeout(timer)
    closeInner()
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
