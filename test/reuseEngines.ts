import { vi } from 'vitest'
import type * as nodeWorker from '../src-renderer/engine/nodeWorker'
import type { WorkerLike } from '../src-renderer/engine/workerLike'

type Listener = (event: Event) => void
interface Message {
  readonly messageId: number
  readonly type: string
}
interface Reply {
  readonly requestId: number
  readonly type: string
  readonly data?: { readonly name?: string } | null
}

/**
 * Threads whose engine is closed and well: starting one costs about two seconds of processor, opening a database in it
 * none.
 */
const idle: Thread[] = []

/** One of duckdb-wasm's threads, and what it has been asked and has not answered. */
class Thread {
  readonly #worker: WorkerLike
  readonly #asked = new Set<number>()
  #isWell = true
  #listen: ((event: Event) => void) | null = null
  isStarted = false

  constructor(worker: WorkerLike) {
    this.#worker = worker
    worker.addEventListener('message', (event) => {
      const { requestId, type, data } = (event as MessageEvent<Reply>).data
      if (type !== 'INSTANTIATE_PROGRESS') this.#asked.delete(requestId)
      if (type === 'ERROR' && data?.name === 'RuntimeError') this.#isWell = false
      this.#listen?.(event)
    })
    worker.addEventListener('close', () => (this.#isWell = false))
  }

  get canServeAgain(): boolean {
    return this.#isWell && this.#asked.size === 0 && this.isStarted
  }

  hear(listener: ((event: Event) => void) | null): void {
    this.#listen = listener
  }

  ask(message: Message, transfer?: Transferable[]): void {
    this.#asked.add(message.messageId)
    this.#worker.postMessage(message, transfer)
  }

  onEnd(type: 'error' | 'close', listener: Listener): void {
    this.#worker.addEventListener(type, listener)
  }

  end(): void {
    this.#worker.terminate()
  }
}

/** A worker as the engine knows it, over a thread that may have served another engine before. */
function reuse(start: () => WorkerLike): WorkerLike {
  const thread = idle.pop() ?? new Thread(start())
  const heard = new Set<Listener>()
  const ended = new Set<Listener>()
  let isOver = false
  const tell = (listeners: ReadonlySet<Listener>, event: Event): void => {
    for (const listener of listeners) listener(event)
  }
  thread.hear((event) => {
    tell(heard, event)
  })
  thread.onEnd('close', (event) => {
    if (!isOver) tell(ended, event)
  })
  return {
    postMessage(message, transfer) {
      const asked = message as Message
      if (asked.type === 'INSTANTIATE' && thread.isStarted) {
        queueMicrotask(() => {
          tell(heard, { data: { messageId: 0, requestId: asked.messageId, type: 'OK', data: null } } as MessageEvent)
        })
        return
      }
      thread.isStarted = true
      thread.ask(asked, transfer)
    },
    addEventListener(type, listener) {
      if (type === 'message') heard.add(listener)
      else if (type === 'close') ended.add(listener)
      else thread.onEnd(type, listener)
    },
    removeEventListener(_type, listener) {
      heard.delete(listener)
      ended.delete(listener)
    },
    terminate() {
      if (isOver) return
      isOver = true
      thread.hear(null)
      if (thread.canServeAgain) idle.push(thread)
      else thread.end()
      setTimeout(() => {
        tell(ended, {} as Event)
      })
    },
  }
}

// Tests of the engine itself start real ones (they say vi.unmock).
vi.mock('../src-renderer/engine/nodeWorker', async (original) => {
  const { startNodeWorker } = await original<typeof nodeWorker>()
  return { startNodeWorker: (script: string) => reuse(() => startNodeWorker(script)) }
})
