import { shallowRef, type ShallowRef } from 'vue'
import type { StatusTask } from '../panels/context'

/** Work that is over sooner shows no progress at all: a bar that flashes tells nobody anything. */
export const PROGRESS_DELAY_MS = 400

export interface RunningTask {
  readonly id: number
  readonly text: string
  readonly fraction: number | null
  readonly cancel: (() => void) | null
  /** True once it has run for PROGRESS_DELAY_MS. */
  readonly shown: boolean
}

export interface StatusStore {
  /** Newest last. */
  readonly tasks: Readonly<ShallowRef<readonly RunningTask[]>>
  /** What the last finished work said. */
  readonly message: Readonly<ShallowRef<{ readonly text: string; readonly failed: boolean } | null>>
  start(label: string, cancel?: () => void): StatusTask
  /** Cancels the newest task that can be cancelled; false when there is none. */
  cancelNewest(): boolean
  clear(): void
}

export function createStatusStore(): StatusStore {
  const tasks = shallowRef<readonly RunningTask[]>([])
  const message = shallowRef<{ text: string; failed: boolean } | null>(null)
  let lastId = 0

  function change(id: number, patch: Partial<RunningTask>): void {
    tasks.value = tasks.value.map((task) => (task.id === id ? { ...task, ...patch } : task))
  }

  return {
    tasks,
    message,
    start(label, cancel) {
      const id = ++lastId
      tasks.value = [...tasks.value, { id, text: label, fraction: null, cancel: cancel ?? null, shown: false }]
      const timer = setTimeout(() => change(id, { shown: true }), PROGRESS_DELAY_MS)
      function end(text: string | undefined, failed: boolean): void {
        clearTimeout(timer)
        if (!tasks.value.some((task) => task.id === id)) return
        tasks.value = tasks.value.filter((task) => task.id !== id)
        if (text !== undefined) message.value = { text, failed }
      }
      return {
        progress: (fraction, text) => change(id, text === undefined ? { fraction } : { fraction, text }),
        done: (text) => end(text, false),
        fail: (text) => end(text, true),
        stop: () => end(undefined, false),
      }
    },
    cancelNewest() {
      const task = tasks.value.findLast((entry) => entry.cancel !== null)
      task?.cancel?.()
      return task !== undefined
    },
    clear() {
      message.value = null
    },
  }
}
