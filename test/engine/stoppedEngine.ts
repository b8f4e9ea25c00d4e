import { Engine } from '../../src-renderer/engine/engine'

/** An engine that a run is cancelled in, right after its n-th call has done what it was asked to do. */
export class StoppedEngine extends Engine {
  #left = Infinity
  #stop = (): void => undefined

  stopAfter(calls: number, stop: () => void): void {
    this.#left = calls
    this.#stop = stop
  }
  async #step<T>(done: Promise<T>, signal?: AbortSignal): Promise<T> {
    const value = await done
    if (--this.#left === 0) this.#stop()
    // As if the cancel had come while the call was on its way back.
    if (signal?.aborted === true) throw new DOMException('Cancelled', 'AbortError')
    return value
  }
  override query(...[sql, options]: Parameters<Engine['query']>): ReturnType<Engine['query']> {
    return this.#step(super.query(sql, options), options?.signal)
  }
  override plan(...[sql, how, signal]: Parameters<Engine['plan']>): ReturnType<Engine['plan']> {
    return this.#step(super.plan(sql, how, signal), signal)
  }
  override insert(...given: Parameters<Engine['insert']>): ReturnType<Engine['insert']> {
    return this.#step(super.insert(...given))
  }
}
