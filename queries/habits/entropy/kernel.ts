import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { codeCount, longest } from '../../../src-renderer/sequence/timeline'
import { quantileOf } from '../../../src-renderer/stats/spread'
import { Numbers } from '../../events/numbers'
import { CHUNK } from '../valuePass'
import { ENTROPY_STEP } from './step'

/** What is told of a user: how many values, which share has the most frequent one, and the entropy in bits. */
type VisitUser = (valueCount: number, topShare: number, bits: number) => void

/** Goes through the users with enough events. */
async function eachUser({ timeline, values, pace }: KernelRun, visit: VisitUser): Promise<void> {
  const { users, starts } = timeline
  const codes = timeline.key('value')
  const least = Number(values['least_events'])
  const counts = new Int32Array(codeCount(codes))
  const found = new Int32Array(longest(timeline))
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const [from, to] = [starts[user]!, starts[user + 1]!]
    const events = to - from
    if (events < least) continue
    let valueCount = 0
    for (let row = from; row < to; row += 1) {
      const code = codes[row]!
      if (counts[code] === 0) {
        found[valueCount] = code
        valueCount += 1
      }
      counts[code]! += 1
    }
    let [most, sum] = [0, 0]
    for (let place = 0; place < valueCount; place += 1) {
      const count = counts[found[place]!]!
      if (count > most) most = count
      sum += count * Math.log2(count)
      counts[found[place]!] = 0
    }
    visit(valueCount, most / events, valueCount === 1 ? 0 : Math.log2(events) - sum / events)
  }
}

/** Users by the quarter of a bit that their entropy lies in, those of one value before all others. */
export async function placeUsers(run: KernelRun): Promise<ResultTable> {
  const found = new Map<number, { users: number; values: number; top: number }>()
  let all = 0
  await eachUser(run, (valueCount, topShare, bits) => {
    const place = valueCount === 1 ? -1 : Math.floor(Math.round(bits * 1e9) / 1e9 / ENTROPY_STEP)
    const sums = found.get(place) ?? { users: 0, values: 0, top: 0 }
    found.set(place, sums)
    sums.users += 1
    sums.values += valueCount
    sums.top += topShare
    all += 1
  })
  const rows = [...found].sort(([a], [b]) => a - b)
  return computedResult(
    [
      { name: 'from_bits', type: 'double' },
      { name: 'to_bits', type: 'double' },
      { name: 'users', type: 'integer' },
      { name: 'share', type: 'double' },
      { name: 'mean_values', type: 'double' },
      { name: 'mean_top_pct', type: 'double' },
    ],
    rows.map(([place, { users, values, top }]) => ({
      from_bits: Math.max(place, 0) * ENTROPY_STEP,
      to_bits: (place + 1) * ENTROPY_STEP,
      users,
      share: (100 * users) / all,
      mean_values: values / users,
      mean_top_pct: (100 * top) / users,
    })),
  )
}

/** All of them in one row. */
export async function measureEntropy(run: KernelRun): Promise<ResultTable> {
  const all = new Numbers()
  let [sum, values, single] = [0, 0, 0]
  await eachUser(run, (valueCount, _top, bits) => {
    all.add(bits)
    sum += bits
    values += valueCount
    if (valueCount === 1) single += 1
  })
  const { count } = all
  const of = (figure: number): number | null => (count === 0 ? null : figure)
  return computedResult(
    [
      { name: 'users', type: 'integer' },
      { name: 'mean_bits', type: 'double' },
      { name: 'median_bits', type: 'double' },
      { name: 'mean_values', type: 'double' },
      { name: 'single', type: 'integer' },
    ],
    [
      {
        users: count,
        mean_bits: of(sum / count),
        median_bits: of(quantileOf(all.values(), 0.5)),
        mean_values: of(values / count),
        single,
      },
    ],
  )
}
