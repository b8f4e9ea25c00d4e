import { localDayReader } from '../../../src-renderer/model/zone'
import type { Timeline } from '../../../src-renderer/sequence/timeline'
import type { FigureKind } from '../metric'

/** A figure of a user by the numbers of the columns that it is made of. */
export interface AskedFigure {
  readonly kind: FigureKind
  readonly which: number
  readonly amount: number | null
}

/** What one user did; valid until the next is loaded. */
export interface LoadedFigures {
  /** Each figure in the window after the exposure, and in the time before it. */
  readonly after: Float64Array
  readonly before: Float64Array
  /** Whether there is an event after the exposure, by the number of what events meet. */
  readonly did: (which: number) => boolean
}

/** Counts the figures of one user after the other. */
export class FigurePass {
  readonly #timeline: Timeline
  readonly #asked: {
    readonly windowMicros: number | null
    readonly preMicros: number
    readonly figures: readonly AskedFigure[]
  }
  readonly #which: readonly Uint8Array[]
  readonly #amounts: readonly Float64Array[]
  readonly #dayOf: (micros: number) => number
  readonly #days = new Set<number>()
  readonly #loaded: LoadedFigures
  #from = 0
  #to = 0

  constructor(
    timeline: Timeline,
    asked: {
      readonly zone: string
      readonly windowMicros: number | null
      readonly preMicros: number
      readonly figures: readonly AskedFigure[]
    },
  ) {
    const { figures } = asked
    this.#timeline = timeline
    this.#asked = asked
    const count = (numbers: readonly number[]): number => Math.max(-1, ...numbers) + 1
    this.#which = Array.from({ length: count(figures.map(({ which }) => which)) }, (_, at) =>
      timeline.flag(`is_${at + 1}`),
    )
    this.#amounts = Array.from({ length: count(figures.map(({ amount }) => amount ?? -1)) }, (_, at) =>
      timeline.number(`amount_${at + 1}`),
    )
    this.#dayOf = localDayReader(asked.zone)
    this.#loaded = {
      after: new Float64Array(figures.length),
      before: new Float64Array(figures.length),
      did: (which) => this.#which[which]!.subarray(this.#from, this.#to).includes(1),
    }
  }

  /** The figures of a user whose first exposure is at this row. */
  load(user: number, exposed: number): LoadedFigures {
    const { starts, at } = this.#timeline
    const { windowMicros, preMicros, figures } = this.#asked
    const [first, end, entered] = [starts[user]!, starts[user + 1]!, at[exposed]!]
    let to = windowMicros === null ? end : exposed + 1
    if (windowMicros !== null) while (to < end && at[to]! <= entered + windowMicros) to += 1
    let [from, until] = [exposed, exposed]
    if (preMicros > 0) {
      while (until > first && at[until - 1]! === entered) until -= 1
      from = until
      while (from > first && at[from - 1]! >= entered - preMicros) from -= 1
    }
    ;[this.#from, this.#to] = [exposed + 1, to]
    for (let nth = 0; nth < figures.length; nth += 1) {
      this.#loaded.after[nth] = this.#figure(figures[nth]!, exposed + 1, to)
      if (preMicros > 0) this.#loaded.before[nth] = this.#figure(figures[nth]!, from, until)
    }
    return this.#loaded
  }

  #figure({ kind, which, amount }: AskedFigure, from: number, to: number): number {
    const is = this.#which[which]!
    const amounts = amount === null ? null : this.#amounts[amount]!
    let figure = 0
    if (kind === 'days') this.#days.clear()
    for (let row = from; row < to; row += 1) {
      if (is[row] === 0) continue
      if (kind === 'days') this.#days.add(this.#dayOf(this.#timeline.at[row]!))
      else if (amounts === null) figure += 1
      else if (!Number.isNaN(amounts[row]!)) figure += kind === 'sum' ? amounts[row]! : 1
    }
    return kind === 'days' ? this.#days.size : kind === 'did' ? Math.min(1, figure) : figure
  }
}
