import { Worker } from 'node:worker_threads'
import type { WorkerLike } from './workerLike'

/** duckdb-wasm's Node worker expects a web worker's globals; `module` must be a plain object for its CommonJS tail. */
function bootstrap(script: string): string {
  return `const { parentPort } = require('node:worker_threads')
globalThis.postMessage = (message, transfer) => parentPort.postMessage(message, transfer)
console.log = () => {}
parentPort.on('message', (data) => globalThis.onmessage({ data }))
require(${JSON.stringify(script)})`
}

/**
 * Runs duckdb-wasm's Node worker script in a worker thread. `close` is raised when the thread ends, `error` when it
 * dies of an exception.
 */
export function startNodeWorker(script: string): WorkerLike {
  const thread = new Worker(bootstrap(script), { eval: true })
  const listeners = {
    message: new Set<(event: Event) => void>(),
    error: new Set<(event: Event) => void>(),
    close: new Set<(event: Event) => void>(),
  }
  thread.on('message', (data: unknown) => {
    for (const listener of listeners.message) listener({ data } as unknown as Event)
  })
  thread.on('error', (error) => {
    for (const listener of listeners.error) listener({ message: error.message } as unknown as Event)
  })
  thread.on('exit', () => {
    for (const listener of listeners.close) listener({} as Event)
  })
  return {
    postMessage: (message, transfer) => {
      thread.postMessage(message, transfer as unknown as ArrayBuffer[])
    },
    addEventListener: (type, listener) => {
      listeners[type].add(listener)
    },
    removeEventListener: (type, listener) => {
      listeners[type].delete(listener)
    },
    terminate: () => {
      void thread.terminate()
    },
  }
}
