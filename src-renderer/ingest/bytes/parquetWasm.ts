import type * as ParquetWasm from 'parquet-wasm/esm'
import { LatheError } from '../../model/error'

export type ParquetModule = typeof ParquetWasm

/** Where the package's two files are: the URL of parquet_wasm.js, and what parquet_wasm_bg.wasm holds. */
export interface ParquetFiles {
  readonly script: string
  wasm(): Promise<BufferSource>
}

/**
 * One running parquet-wasm. A trap (Rust's panic) may leave its memory in any state and the promise that it was working
 * for open for ever: it then fails all that wait for it, and {@link parquetWasm} gives a fresh one from then on.
 */
export class ParquetInstance {
  readonly module: ParquetModule
  #trap: Error | null = null
  readonly #waiting = new Set<(trap: Error) => void>()

  constructor(module: ParquetModule) {
    this.module = module
  }

  get isSpent(): boolean {
    return this.#trap !== null
  }

  /** What `work` gives. Throws what it throws, and the trap when this instance has had one, before or meanwhile. */
  async run<T>(work: (module: ParquetModule) => T | Promise<T>): Promise<T> {
    if (this.#trap !== null) throw this.#trap
    let fail: (trap: Error) => void = () => undefined
    const trapped = new Promise<never>((_resolve, reject) => {
      fail = reject
    })
    this.#waiting.add(fail)
    try {
      return await Promise.race([work(this.module), trapped])
    } catch (error) {
      if (isTrap(error)) this.spend(error)
      throw error
    } finally {
      this.#waiting.delete(fail)
    }
  }

  /** It trapped: nobody may use it any more. */
  spend(trap: Error): void {
    this.#trap ??= trap
    for (const fail of this.#waiting) fail(trap)
    this.#waiting.clear()
  }
}

let files: ParquetFiles | null = null
let compiled: Promise<WebAssembly.Module> | null = null
let running: Promise<ParquetInstance> | null = null
let live: ParquetInstance | null = null
let started = 0

/** Says where parquet-wasm is; each host calls it once, before Parquet is first read or written. */
export function setParquetWasm(where: ParquetFiles): void {
  files = where
}

/**
 * parquet-wasm, started when first needed. Its memory never shrinks: in a browser, use it in a worker that ends
 * afterwards.
 */
export function parquetWasm(): Promise<ParquetInstance> {
  if (running === null || live?.isSpent === true) {
    live = null
    running = start()
    running.catch(() => {
      running = null
    })
  }
  return running
}

async function start(): Promise<ParquetInstance> {
  if (files === null) throw new LatheError('unsupported', 'Parquet is not available here.', { feature: 'parquet' })
  const { script } = files
  compiled ??= files.wasm().then((bytes) => WebAssembly.compile(bytes))
  compiled.catch(() => {
    compiled = null
  })
  // Each instance has a copy of the script for itself: the script knows one wasm only, and for as long as it lives.
  const module = (await import(
    /* @vite-ignore */ `${script}${started === 0 ? '' : `?instance=${started}`}`
  )) as ParquetModule
  started++
  await module.default({ module_or_path: await compiled })
  catchTrapsOfTasks()
  live = new ParquetInstance(module)
  return live
}

/** How many have been started, spent ones included: those stay in memory until the process or worker ends. */
export function startedInstances(): number {
  return started
}

/** What wasm throws when it stops dead. */
function isTrap(error: unknown): error is Error {
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError
}

let isCatching = false

/**
 * The package runs its asynchronous work in microtasks. A trap in one belongs to nobody: it would end the process or
 * worker, and leave who waits waiting. So traps in microtasks are led to the instance that runs.
 */
function catchTrapsOfTasks(): void {
  if (isCatching) return
  isCatching = true
  const queue = globalThis.queueMicrotask.bind(globalThis)
  globalThis.queueMicrotask = (task) => {
    queue(() => {
      try {
        task()
      } catch (error) {
        if (!(error instanceof WebAssembly.RuntimeError) || live === null) throw error
        live.spend(error)
      }
    })
  }
}
