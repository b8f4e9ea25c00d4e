import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { readDuration } from '../../../src-renderer/query/sql/duration'
import { textOf } from '../parameters'
import { finishIncrementality } from './finish'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** What the users of a group add up to. */
interface GroupSums {
  users: number
  converted: number
  conversions: number
  value: number
}

/** Users and conversions by group, and what the exposure brought. */
export async function judgeGroups(run: KernelRun): Promise<ResultTable> {
  const { timeline, values, pace } = run
  const { at, starts } = timeline
  const [exposed, holdout] = [timeline.flag('exposed'), timeline.flag('holdout')]
  const [conversion, amount] = [timeline.flag('conversion'), timeline.number('amount')]
  const within = readDuration(textOf(values, 'window') ?? 'none', 'window') ?? Infinity
  const groups = new Map<string, GroupSums>()
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    let [isExposed, isHeldOut, entered] = [false, false, Infinity]
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      if (exposed[row] === 0 && holdout[row] === 0) continue
      if (entered === Infinity) entered = at[row]!
      isExposed ||= exposed[row] === 1
      isHeldOut ||= holdout[row] === 1
    }
    if (entered === Infinity) continue
    const name = isExposed && isHeldOut ? 'both' : isExposed ? 'exposed' : 'holdout'
    const sums = groups.get(name) ?? { users: 0, converted: 0, conversions: 0, value: 0 }
    groups.set(name, sums)
    const before = sums.conversions
    for (let row = starts[user]!; row < starts[user + 1]!; row += 1) {
      if (conversion[row] === 0 || at[row]! < entered || at[row]! - entered > within) continue
      sums.conversions += 1
      sums.value += amount[row]!
    }
    sums.users += 1
    if (sums.conversions > before) sums.converted += 1
  }
  const found = computedResult(
    [
      { name: 'group_name', type: 'string' },
      { name: 'users', type: 'integer' },
      { name: 'converted', type: 'integer' },
      { name: 'conversions', type: 'integer' },
      { name: 'value', type: 'double' },
    ],
    [...groups].map(([group_name, sums]) => ({ group_name, ...sums })),
  )
  return finishIncrementality(found, values)
}
