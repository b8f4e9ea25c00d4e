import type { ResultValue } from '../../query/contract/result'
import workerUrl from './order.worker.ts?worker&url'
import { startWorker } from './startWorker'

/** What the worker hears: some values, in the order of their rows; then that there are no more. */
export type OrderCall = { readonly values: readonly ResultValue[] } | { readonly descending: boolean }

/** A worker that puts a column in order. End it, whatever came. */
export interface OrderWorker {
  give(values: readonly ResultValue[]): void
  /** Row numbers as orderOfValues gives them. Rejects when the signal is aborted, or the worker fails. */
  order(descending: boolean): Promise<Uint32Array>
  end(): void
}

export function startOrderWorker(signal: AbortSignal): OrderWorker {
  const worker = startWorker(workerUrl, { type: 'module' })
  const send = (call: OrderCall): void => worker.postMessage(call)
  return {
    give: (values) => send({ values }),
    order: (descending) =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Uint32Array>) => resolve(data)
        worker.onerror = (event) => reject(new Error(event.message))
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
        send({ descending })
      }),
    end: () => worker.terminate(),
  }
}
