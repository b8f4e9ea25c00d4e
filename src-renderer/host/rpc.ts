import { isErrorJson, isLatheError, LatheError, type ErrorJson } from '../model/error'

/**
 * Calls over a message port: one answer a call, progress on the way, cancel by signal, errors whole. Each side of a worker
 * gets one of these; values are structured-cloned, buffers named in `transfer` are moved.
 */
type Request =
  | { readonly id: number; readonly method: string; readonly arg: unknown }
  | { readonly id: number; readonly abort: true }
type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly progress: unknown }
  | { readonly id: number; readonly error: PlainError }

/** An error as plain data. */
export type PlainError =
  ErrorJson | { readonly name: string; readonly message: string; readonly stack: string | undefined }

export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** What a handler may use besides its argument. */
interface CallContext {
  readonly signal: AbortSignal
  readonly progress: (value: unknown) => void
}

/** An answer whose buffers move instead of being copied. */
export class Transferred {
  constructor(
    readonly value: unknown,
    readonly transfer: Transferable[],
  ) {}
}

export type Handlers = Readonly<Record<string, (arg: never, context: CallContext) => Promise<unknown>>>

/** Answers calls that arrive at a port. */
export function serve(port: Port, handlers: Handlers): void {
  const running = new Map<number, AbortController>()
  port.addEventListener('message', (event) => {
    const request = event.data as Request
    if ('abort' in request) {
      running.get(request.id)?.abort()
      return
    }
    const { id } = request
    const controller = new AbortController()
    running.set(id, controller)
    const handler = handlers[request.method]
    const work =
      handler === undefined
        ? Promise.reject(new Error(`No method ${request.method}`))
        : handler(request.arg as never, {
            signal: controller.signal,
            progress: (progress) => {
              port.postMessage({ id, progress } satisfies Reply)
            },
          })
    work
      .then(
        (answer) => {
          if (answer instanceof Transferred)
            port.postMessage({ id, value: answer.value } satisfies Reply, answer.transfer)
          else port.postMessage({ id, value: answer } satisfies Reply)
        },
        (error: unknown) => {
          port.postMessage({ id, error: plainError(error) } satisfies Reply)
        },
      )
      .finally(() => {
        running.delete(id)
      })
  })
}

/** What was thrown, as plain data that any border lets through. */
export function plainError(error: unknown): PlainError {
  if (isLatheError(error)) return error.toJSON()
  return error instanceof Error
    ? { name: error.name, message: error.message, stack: error.stack }
    : { name: 'Error', message: String(error), stack: undefined }
}

/** The inverse of plainError: a LatheError, an AbortError, or an Error with the same name, message and stack. */
export function revive(error: PlainError): Error {
  if (isErrorJson(error)) return LatheError.fromJSON(error)
  if (error.name === 'AbortError') return new DOMException(error.message, 'AbortError')
  const revived = new Error(error.message)
  revived.name = error.name
  if (error.stack !== undefined) revived.stack = error.stack
  return revived
}

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly onProgress?: (value: unknown) => void
  readonly transfer?: Transferable[]
}

/** Makes calls to a served port. An aborted call rejects at once with AbortError; the other side is told. */
export function connect(port: Port): <T>(method: string, arg: unknown, options?: CallOptions) => Promise<T> {
  const waiting = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (error: Error) => void; onProgress?: (value: unknown) => void }
  >()
  let nextId = 1
  port.addEventListener('message', (event) => {
    const reply = event.data as Reply
    const call = waiting.get(reply.id)
    if (call === undefined) return
    if ('progress' in reply) {
      call.onProgress?.(reply.progress)
      return
    }
    waiting.delete(reply.id)
    if ('error' in reply) call.reject(revive(reply.error))
    else call.resolve(reply.value)
  })
  return <T>(method: string, arg: unknown, options: CallOptions = {}) =>
    new Promise<T>((resolve, reject) => {
      const { signal, onProgress } = options
      if (signal?.aborted === true) {
        reject(new DOMException('Cancelled', 'AbortError'))
        return
      }
      const id = nextId++
      const onAbort = (): void => {
        port.postMessage({ id, abort: true } satisfies Request)
        waiting.delete(id)
        reject(new DOMException('Cancelled', 'AbortError'))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      const settled = (): void => {
        signal?.removeEventListener('abort', onAbort)
      }
      waiting.set(id, {
        resolve: (value) => {
          settled()
          resolve(value as T)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
        ...(onProgress === undefined ? {} : { onProgress }),
      })
      port.postMessage({ id, method, arg } satisfies Request, options.transfer ?? [])
    })
}
