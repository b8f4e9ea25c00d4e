import { isErrorJson, isLatheError, LatheError, type ErrorJson } from '../model/error'

/**
 * Calls over a message port: one answer a call, progress on the way, cancel by signal, errors whole. Each side of a
 * worker gets one of these; values are structured-cloned, buffers named in `transfer` are moved.
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
  | ErrorJson
  | { readonly name: string; readonly message: string; readonly stack: string | undefined }

export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void
}

/** One call: what it takes, what it answers, and what it tells on the way. Values that structured clone carries. */
export interface Call<Request, Answer, Progress = never> {
  readonly request: Request
  readonly answer: Answer
  readonly progress: Progress
}

/** An interface of calls, by their names: what both ends of a port agree on. */
export type CallList<C> = { readonly [K in keyof C]: Call<unknown, unknown, unknown> }

/** What a handler may use besides its request. */
export interface CallContext<Progress> {
  readonly signal: AbortSignal
  readonly progress: (value: Progress) => void
}

/** An answer whose buffers move instead of being copied. */
export class Transferred<Answer> {
  constructor(
    readonly value: Answer,
    readonly transfer: Transferable[],
  ) {}
}

/** A handler for each call of a list, no more and no fewer. */
export type Handlers<C extends CallList<C>> = {
  readonly [K in keyof C]: (
    request: C[K]['request'],
    context: CallContext<C[K]['progress']>,
  ) => Promise<C[K]['answer'] | Transferred<C[K]['answer']>>
}

/** Where the other side is not trusted, or its faults are to be known. */
export interface ServeOptions<C extends CallList<C>> {
  /**
   * Reads a request before its handler gets it; what it throws is the call's answer. Without it, requests are taken as
   * they come.
   */
  readonly read?: <K extends keyof C & string>(method: K, request: unknown) => C[K]['request']
  /** Is told what a call's reading or handling threw. */
  readonly onFault?: (method: keyof C & string, error: unknown) => void
}

/** Answers calls that arrive at a port. A method that the list does not have is answered with an error. */
export function serve<C extends CallList<C>>(port: Port, handlers: Handlers<C>, options: ServeOptions<C> = {}): void {
  const running = new Map<number, AbortController>()
  const isCall = (method: string): method is keyof C & string => Object.hasOwn(handlers, method)
  const answer = async (method: string, arg: unknown, context: CallContext<unknown>): Promise<unknown> => {
    if (!isCall(method)) throw new Error(`No method ${method}`)
    try {
      return await handlers[method](options.read === undefined ? arg : options.read(method, arg), context)
    } catch (error) {
      options.onFault?.(method, error)
      throw error
    }
  }
  port.addEventListener('message', (event) => {
    const request = event.data as Request
    if ('abort' in request) {
      running.get(request.id)?.abort()
      return
    }
    const { id, method, arg } = request
    const controller = new AbortController()
    running.set(id, controller)
    const progress = (value: unknown): void => {
      port.postMessage({ id, progress: value } satisfies Reply)
    }
    answer(method, arg, { signal: controller.signal, progress })
      .then(
        (value) => {
          if (value instanceof Transferred)
            port.postMessage({ id, value: value.value as unknown } satisfies Reply, value.transfer)
          else port.postMessage({ id, value } satisfies Reply)
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

export interface CallOptions<Progress> {
  readonly signal?: AbortSignal
  readonly onProgress?: (value: Progress) => void
  readonly transfer?: Transferable[]
}

/** Makes one of the calls of a list. An aborted call rejects at once with AbortError; the other side is told. */
export type Caller<C extends CallList<C>> = <K extends keyof C & string>(
  method: K,
  request: C[K]['request'],
  options?: CallOptions<C[K]['progress']>,
) => Promise<C[K]['answer']>

/** A call that waits for its answer. What comes from the port has the types that both ends agreed on. */
interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly onProgress: ((value: unknown) => void) | undefined
}

/** Makes calls to a served port. */
export function connect<C extends CallList<C>>(port: Port): Caller<C> {
  const waiting = new Map<number, Waiting>()
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
  return (method, arg, options = {}) =>
    new Promise((resolve, reject) => {
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
          resolve(value)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
        onProgress,
      })
      port.postMessage({ id, method, arg } satisfies Request, options.transfer ?? [])
    })
}
