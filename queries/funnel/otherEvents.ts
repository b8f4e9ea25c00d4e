import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import type { SequenceRequest } from '../../src-renderer/query/contract/plan'
import type { Timeline } from '../../src-renderer/sequence/timeline'
import { anyConditionSql } from '../../src-renderer/query/sql/condition'
import type { Attempts } from './attempts'
import { positionReader, type FunnelPass } from './passOptions'
import type { ReachedSteps } from './reachedSteps'

/** The columns that OtherEvents needs of a timeline, beside a funnel's own. */
export function otherColumns({ options, within }: Attempts): SequenceRequest['columns'] {
  return {
    event: { kind: 'text', sql: 'event' },
    other: { kind: 'flag', sql: `NOT ${anyConditionSql(options.steps, within.source.columns)}` },
  }
}

/** From after one position to before another, both left out, and of times between two, both included. */
interface Span {
  readonly after: number
  readonly before: number
  readonly since: number
  readonly until: number
}

const ALL: Span = { after: -Infinity, before: Infinity, since: -Infinity, until: Infinity }

/** Strictly after a step (from 0), and before a later one; where that was not reached, up to the end of the window. */
export function spanBetween(attempt: ReachedSteps, from: number, to: number): Span {
  const after = attempt.positions[from]!
  return attempt.reached(to)
    ? { ...ALL, after, before: attempt.positions[to]! }
    : { ...ALL, after, until: attempt.windowEnd() }
}

/** Before the first step, as far back as the window is long. */
export function spanBefore(attempt: ReachedSteps, { windowMicros }: FunnelPass): Span {
  return { ...ALL, before: attempt.positions[0]!, since: attempt.timeOf(0) - windowMicros }
}

/** The events of users that are none of a funnel's steps. */
export class OtherEvents {
  /** Names of events by their codes. */
  readonly texts: readonly string[]
  readonly #timeline: Timeline
  readonly #codes: Int32Array
  readonly #isOther: Uint8Array
  /** Flags that must hold beside: that an event passes the filter, or lies in the dates. */
  readonly #must: readonly Uint8Array[]
  readonly #positionOf: (row: number) => number
  readonly #isByTime: boolean
  /** By code the number of the look at which it was seen last. */
  readonly #seen: Int32Array
  #look = 0

  constructor({ timeline, columns }: KernelRun, pass: FunnelPass) {
    const { codes, texts } = timeline.text('event')
    this.texts = texts
    this.#timeline = timeline
    this.#codes = codes
    this.#isOther = timeline.flag('other')
    this.#must = ['passes', ...(pass.options.everyStepDated ? ['on_dates'] : [])]
      .filter((name) => columns.has(name))
      .map((name) => timeline.flag(name))
    this.#positionOf = positionReader(timeline, pass)
    this.#isByTime = pass.kind !== 'file'
    this.#seen = new Int32Array(texts.length)
  }

  /** Visits the codes of a user's events in a span, each once; how many they are. */
  each(user: number, span: Span, visit: (code: number) => void): number {
    const end = this.#timeline.starts[user + 1]!
    let found = 0
    this.#look += 1
    for (let row = this.#firstRow(user, span); row < end && this.#isBeforeEnd(row, span); row += 1) {
      const code = this.#codes[row]!
      if (this.#isOther[row] === 0 || code < 0 || this.#seen[code] === this.#look) continue
      if (this.#must.some((flags) => flags[row] === 0)) continue
      this.#seen[code] = this.#look
      found += 1
      visit(code)
    }
    return found
  }

  #timeOf(row: number): number {
    return this.#isByTime ? this.#positionOf(row) : this.#timeline.at[row]!
  }

  #isBeforeEnd(row: number, { before, until }: Span): boolean {
    return this.#positionOf(row) < before && this.#timeOf(row) <= until
  }

  /** The first of a user's rows that lies after where a span begins. */
  #firstRow(user: number, { after, since }: Span): number {
    let [low, high] = [this.#timeline.starts[user]!, this.#timeline.starts[user + 1]!]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#positionOf(middle) > after && this.#timeOf(middle) >= since) high = middle
      else low = middle + 1
    }
    return low
  }
}
