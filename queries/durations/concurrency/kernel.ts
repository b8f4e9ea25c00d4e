import { dayToIso } from '../../../src-renderer/model/zone'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { Numbers } from '../../events/numbers'
import { eachDuration } from '../durationPass'

/** How many intervals there are as time goes on: begins and ends in order, and how many of each have come. */
class AtOnce {
  readonly #begins: Float64Array
  readonly #ends: Float64Array
  #begun = 0
  #ended = 0

  constructor(begins: Float64Array, ends: Float64Array) {
    this.#begins = begins.sort()
    this.#ends = ends.sort()
  }

  /** How many there are from a moment on; moments ascend. */
  countAt(moment: number): number {
    while (this.#begun < this.#begins.length && this.#begins[this.#begun]! <= moment) this.#begun += 1
    while (this.#ended < this.#ends.length && this.#ends[this.#ended]! <= moment) this.#ended += 1
    return this.#begun - this.#ended
  }

  /** When the next one begins or ends. */
  next(): number {
    return Math.min(this.#begins[this.#begun] ?? Infinity, this.#ends[this.#ended] ?? Infinity)
  }
}

/** What is known of a date shown. */
interface Day {
  readonly day: number
  readonly complete: boolean
  most: number
  micros: number
  /** The time that all intervals have on it together. */
  sum: number
}

/** Each date shown with the most at once, and the mean over its time. */
function countDays({ beside }: KernelRun, atOnce: AtOnce): readonly Day[] {
  const days: Day[] = []
  for (const { day, complete, from_us: from, to_us: to } of beside?.rows() ?? []) {
    let last = days.at(-1)
    if (last?.day !== Number(day)) {
      last = { day: Number(day), complete: complete === true, most: 0, micros: 0, sum: 0 }
      days.push(last)
    }
    if (from === null || to === null) continue
    for (let moment = Number(from); moment < Number(to);) {
      const count = atOnce.countAt(moment)
      const until = Math.min(atOnce.next(), Number(to))
      last.most = Math.max(last.most, count)
      last.sum += count * (until - moment)
      last.micros += until - moment
      moment = until
    }
  }
  return days
}

/** Each date with how many intervals there are at once, and how many begin on it. */
export async function countAtOnce(run: KernelRun): Promise<ResultTable> {
  const { at } = run.timeline
  const dates = run.timeline.number('date')
  const [begins, ends] = [new Numbers(), new Numbers()]
  const begun = new Map<number, number>()
  await eachDuration(run, (start, end) => {
    if (end < 0) return
    begins.add(at[start]!)
    ends.add(at[end]!)
    begun.set(dates[start]!, (begun.get(dates[start]!) ?? 0) + 1)
  })
  const days = countDays(run, new AtOnce(begins.values(), ends.values()))
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'most', type: 'integer' },
      { name: 'mean', type: 'double' },
      { name: 'begun', type: 'integer' },
      { name: 'complete', type: 'boolean' },
    ],
    days.map(({ day, complete, most, micros, sum }) => ({
      date: dayToIso(day),
      most,
      mean: micros === 0 ? null : sum / micros,
      begun: begun.get(day) ?? 0,
      complete,
    })),
  )
}
