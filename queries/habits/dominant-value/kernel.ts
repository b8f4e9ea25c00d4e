import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { longest } from '../../../src-renderer/sequence/timeline'
import { byText } from '../../events/byText'
import { CHUNK } from '../valuePass'

/** The value that a user has on most days of a window: its code, -1 for none, and its share of the days in percent. */
interface Held {
  readonly code: number
  readonly confidence: number
}

/** Finds that value among some events, whose dates ascend. */
class HeldValue {
  readonly #texts: readonly string[]
  readonly #days: Int32Array
  readonly #events: Int32Array
  readonly #latest: Float64Array

  constructor(texts: readonly string[]) {
    this.#texts = texts
    this.#days = new Int32Array(texts.length)
    this.#events = new Int32Array(texts.length)
    this.#latest = new Float64Array(texts.length).fill(NaN)
  }

  find(rows: Int32Array, codes: Int32Array, dates: Float64Array): Held {
    let [activeDays, before, best] = [0, NaN, -1]
    for (const row of rows) {
      const [code, date] = [codes[row]!, dates[row]!]
      if (date !== before) activeDays += 1
      before = date
      if (this.#latest[code] !== date) this.#days[code]! += 1
      this.#latest[code] = date
      this.#events[code]! += 1
    }
    for (const row of rows) if (best < 0 || this.#isBetter(codes[row]!, best)) best = codes[row]!
    const held = { code: best, confidence: best < 0 ? 0 : (100 * this.#days[best]!) / activeDays }
    for (const row of rows) {
      const code = codes[row]!
      this.#days[code] = 0
      this.#events[code] = 0
      this.#latest[code] = NaN
    }
    return held
  }

  #isBetter(code: number, than: number): boolean {
    if (code === than) return false
    const more = this.#days[code]! - this.#days[than]! || this.#events[code]! - this.#events[than]!
    return more > 0 || (more === 0 && byText(this.#texts[code]!, this.#texts[than]!) < 0)
  }
}

/** Users by the value before and the value now, the most first. */
export async function countMoves(run: KernelRun): Promise<ResultTable> {
  const { timeline, pace } = run
  const { codes, texts } = timeline.text('value')
  const dates = timeline.number('date')
  const days = Number(run.values['days'])
  const last = run.beside?.rowCount === 1 ? Number(run.beside.value(0, 'to_day')) : -Infinity
  const held = new HeldValue(texts)
  const found = new Map<number, { before: number; now: number; users: number; sum: number }>()
  const own = new Int32Array(longest(timeline))
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    let [count, isSorted] = [0, true]
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) {
      const date = dates[row]!
      if (date > last || date <= last - 2 * days) continue
      if (count > 0 && date < dates[own[count - 1]!]!) isSorted = false
      own[count] = row
      count += 1
    }
    if (count === 0) continue
    const rows = own.subarray(0, count)
    // Clocks that are put back over midnight have a date twice.
    if (!isSorted) rows.sort((a, b) => dates[a]! - dates[b]!)
    let begin = 0
    while (begin < count && dates[rows[begin]!]! <= last - days) begin += 1
    const before = held.find(rows.subarray(0, begin), codes, dates)
    const now = held.find(rows.subarray(begin), codes, dates)
    const key = (before.code + 1) * (texts.length + 1) + now.code + 1
    const sums = found.get(key) ?? { before: before.code, now: now.code, users: 0, sum: 0 }
    found.set(key, sums)
    sums.users += 1
    sums.sum += now.confidence
  }
  const rows = [...found.values()].map(({ before, now, users, sum }) => ({
    before: texts[before] ?? null,
    now: texts[now] ?? null,
    users,
    confidence: now < 0 ? null : sum / users,
    moved: before < 0 || now < 0 ? null : before !== now,
  }))
  const nullsLast = (a: string | null, b: string | null): number =>
    a === null || b === null ? Number(a === null) - Number(b === null) : byText(a, b)
  rows.sort((a, b) => b.users - a.users || nullsLast(a.now, b.now) || nullsLast(a.before, b.before))
  return computedResult(
    [
      { name: 'before', type: 'string' },
      { name: 'now', type: 'string' },
      { name: 'users', type: 'integer' },
      { name: 'confidence', type: 'double' },
      { name: 'moved', type: 'boolean' },
    ],
    rows,
  )
}
