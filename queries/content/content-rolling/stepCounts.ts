import type { ScanRun } from '../../../src-renderer/query/contract/analysis'
import type { ScannedBatch } from '../../../src-renderer/sequence/scannedRows'
import { KINDS, type Kind } from '../../events/contentColumns'
import { longestBatch, termFlags, type ScanTerm } from '../../events/storedTerms'

/** What is asked of stored rows: `time`, `user` and perhaps `content` and `dwell` are their columns. */
export interface RollingScan {
  readonly zone: string
  /** Local days, both shown. */
  readonly from: number
  readonly to: number
  readonly stepMicros: number
  /** Steps of a window. */
  readonly steps: number
  /** Of the data, numbered from 1970 on. */
  readonly firstStep: number
  readonly lastStep: number
  readonly nowTs: number
  readonly scope: readonly ScanTerm[]
  readonly kinds: Readonly<Record<Kind, readonly ScanTerm[]>>
  readonly hasContent: boolean
  /** What a second is in the column of time spent; null where there is none. */
  readonly dwellUnit: number | null
}

/** Of each step of the data, from its first one on. */
interface StepCounts {
  readonly kinds: Readonly<Record<Kind, Float64Array>>
  /** Time spent on views. */
  readonly seconds: Float64Array
  /** By how much the number of different ones in the window changes. */
  readonly viewers: Float64Array
  readonly contents: Float64Array
}

/** Different ones in a window, told of their steps in ascending order. */
class Stays {
  readonly changes: Float64Array
  /** The last step of each that was told, from 1. */
  readonly #latest: Int32Array
  readonly #window: number

  constructor(different: number, steps: number, window: number) {
    this.changes = new Float64Array(steps)
    this.#latest = new Int32Array(different)
    this.#window = window
  }

  add(one: number, step: number): void {
    const latest = this.#latest[one]! - 1
    if (latest === step) return
    this.#latest[one] = step + 1
    this.changes[step]! += 1
    if (latest >= 0) this.#leave(Math.min(latest + this.#window, step))
  }

  /** Those who are in the window last leave it, too. */
  end(): void {
    for (const latest of this.#latest) if (latest > 0) this.#leave(latest - 1 + this.#window)
  }

  #leave(step: number): void {
    if (step < this.changes.length) this.changes[step]! -= 1
  }
}

/** Files by their times, those that lie side by side in one list: the steps of a list come before those of the next. */
function inOrder(batches: readonly ScannedBatch[], stepOf: (micros: number) => number): readonly ScannedBatch[][] {
  const lists: ScannedBatch[][] = []
  let last = -Infinity
  for (const batch of batches
    .filter(({ rows }) => rows > 0)
    .sort((a, b) => a.column('time').least - b.column('time').least)) {
    const { least, most } = batch.column('time')
    if (stepOf(least) >= last) lists.push([batch])
    else lists.at(-1)!.push(batch)
    last = Math.max(last, stepOf(most))
  }
  return lists
}

/** Views of some files: whose, and of what. */
class Views {
  #count = 0
  /** Step, user and content of each. */
  #told = new Int32Array(3 * 1024)

  add(step: number, user: number, content: number): void {
    const at = 3 * this.#count
    if (at === this.#told.length) {
      const larger = new Int32Array(2 * at)
      larger.set(this.#told)
      this.#told = larger
    }
    this.#told[at] = step
    this.#told[at + 1] = user
    this.#told[at + 2] = content
    this.#count += 1
  }

  /** Tells of each, step after step, and forgets them. */
  drain(tell: (step: number, user: number, content: number) => void): void {
    const told = this.#told.subarray(0, 3 * this.#count)
    let [least, most] = [Infinity, -1]
    for (let at = 0; at < told.length; at += 3) {
      least = Math.min(least, told[at]!)
      most = Math.max(most, told[at]!)
    }
    const starts = new Int32Array(most < 0 ? 1 : most - least + 2)
    for (let at = 0; at < told.length; at += 3) starts[told[at]! - least + 1]! += 1
    for (let step = 1; step < starts.length; step += 1) starts[step]! += starts[step - 1]!
    const order = new Int32Array(this.#count)
    for (let at = 0; at < told.length; at += 3) order[starts[told[at]! - least]!++] = at
    for (let view = 0; view < order.length; view += 1) {
      const at = order[view]!
      tell(told[at]!, told[at + 1]!, told[at + 2]!)
    }
    this.#count = 0
  }
}

/** Counts the stored rows by step. */
export async function countSteps({ rows, pace }: ScanRun, asked: RollingScan): Promise<StepCounts> {
  const { stepMicros, firstStep, lastStep, steps: window, hasContent, dwellUnit } = asked
  const steps = lastStep - firstStep + 1
  const stepOf = (micros: number): number => Math.floor(micros / stepMicros) - firstStep
  const newRoom = (): Uint8Array => new Uint8Array(longestBatch(rows))
  const [inScope, scopeRoom] = [termFlags(asked.scope, rows), newRoom()]
  const kinds = KINDS.map((kind) => {
    return { of: termFlags(asked.kinds[kind], rows), room: newRoom(), counts: new Float64Array(steps) }
  })
  const seconds = new Float64Array(steps)
  const users = rows.batches.reduce((most, batch) => Math.max(most, batch.column('user').most), -1) + 1
  const viewers = new Stays(users, steps, window)
  const contents = new Stays(hasContent ? rows.texts('content').length : 1, steps, window)
  const views = new Views()
  for (const batches of inOrder(rows.batches, stepOf)) {
    for (const batch of batches) {
      await pace()
      const within = inScope(batch, scopeRoom)
      const [times, keys] = [batch.column('time').values, batch.column('user').values]
      const codes = hasContent ? batch.column('content').values : null
      const dwells = dwellUnit === null ? null : batch.column('dwell').values
      for (const [kind, { of, room, counts }] of kinds.entries()) {
        const flags = of(batch, room)
        for (let row = 0; row < batch.rows; row += 1) {
          if ((flags !== null && flags[row] === 0) || (within !== null && within[row] === 0) || keys[row]! < 0) continue
          const step = stepOf(times[row]!)
          counts[step]! += 1
          if (kind > 0) continue
          views.add(step, keys[row]!, codes === null ? 0 : codes[row]!)
          if (dwells !== null && !Number.isNaN(dwells[row]!)) seconds[step]! += dwells[row]! / dwellUnit!
        }
      }
    }
    views.drain((step, user, content) => {
      viewers.add(user, step)
      if (content > 0) contents.add(content, step)
    })
  }
  viewers.end()
  contents.end()
  const counts = kinds.map((kind) => kind.counts) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const [view, like, share, comment] = counts
  return { kinds: { view, like, share, comment }, seconds, viewers: viewers.changes, contents: contents.changes }
}
