import type { MessagePort, Worker } from 'node:worker_threads'
import type { Port } from '../rpc'

/** A thread, or the port to who started it, as a port of the web. */
export function portOf(thread: Worker | MessagePort): Port {
  return {
    postMessage: (message, transfer = []) => {
      thread.postMessage(message, transfer as ArrayBuffer[])
    },
    addEventListener: (_type, listener) => {
      thread.on('message', (data: unknown) => {
        listener({ data } as MessageEvent)
      })
    },
  }
}
