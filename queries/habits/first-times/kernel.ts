import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { codeCount } from '../../../src-renderer/sequence/timeline'
import { CHUNK } from '../valuePass'

/** Events, first times and users by unit shown. */
export async function countFirstTimes(run: KernelRun): Promise<ResultTable> {
  const { timeline, columns, pace } = run
  const units = run.beside?.rows() ?? []
  const first = Number(units[0]?.['number'] ?? 0)
  const unitOf = timeline.number('unit')
  const onDates = columns.has('on_dates') ? timeline.flag('on_dates') : null
  const codes = timeline.key('value')
  // The last user who had the value, and the last ones who were seen in a unit, or had a first time there.
  const had = new Int32Array(codeCount(codes)).fill(-1)
  const [seen, explored] = [0, 1].map(() => new Int32Array(units.length).fill(-1)) as [Int32Array, Int32Array]
  const [events, firsts, users, explorers] = [0, 1, 2, 3].map(() => new Int32Array(units.length)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ]
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) {
      const isFirst = had[codes[row]!] !== user
      had[codes[row]!] = user
      if (onDates?.[row] === 0) continue
      const unit = unitOf[row]! - first
      events[unit]! += 1
      if (seen[unit] !== user) users[unit]! += 1
      seen[unit] = user
      if (!isFirst) continue
      firsts[unit]! += 1
      if (explored[unit] !== user) explorers[unit]! += 1
      explored[unit] = user
    }
  }
  return computedResult(
    [
      { name: 'date', type: 'date' },
      { name: 'events', type: 'integer' },
      { name: 'first_times', type: 'integer' },
      { name: 'first_pct', type: 'double' },
      { name: 'users', type: 'integer' },
      { name: 'explorers', type: 'integer' },
      { name: 'complete', type: 'boolean' },
    ],
    units.map(({ date, complete }, unit) => ({
      date: date ?? null,
      events: events[unit]!,
      first_times: firsts[unit]!,
      first_pct: events[unit] === 0 ? null : (100 * firsts[unit]!) / events[unit]!,
      users: users[unit]!,
      explorers: explorers[unit]!,
      complete: complete === true,
    })),
  )
}
