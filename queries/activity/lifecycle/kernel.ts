import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** Who is new, returns, comes back or falls dormant in each unit shown, by the units in which a user was active. */
export async function countLifecycle(
  { timeline, beside, pace }: KernelRun,
  column: 'date' | 'ts',
): Promise<ResultTable> {
  const unitOf = timeline.number('unit')
  const shown = beside?.rows() ?? []
  const first = Number(shown[0]?.['unit'] ?? 0)
  const count = (): Float64Array => new Float64Array(shown.length)
  const counts = { new: count(), returning: count(), resurrecting: count(), dormant: count() }
  const add = (group: keyof typeof counts, unit: number): void => {
    const place = unit - first
    if (place >= 0 && place < shown.length) counts[group][place]! += 1
  }
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    let before = NaN
    for (let row = timeline.starts[user]!; row < timeline.starts[user + 1]!; row += 1) {
      const unit = unitOf[row]!
      if (unit === before) continue
      if (Number.isNaN(before)) add('new', unit)
      else if (before === unit - 1) add('returning', unit)
      else {
        add('dormant', before + 1)
        add('resurrecting', unit)
      }
      before = unit
    }
    add('dormant', before + 1)
  }
  return computedResult(
    [
      { name: column, type: column === 'date' ? 'date' : 'timestamp' },
      { name: 'new', type: 'integer' },
      { name: 'returning', type: 'integer' },
      { name: 'resurrecting', type: 'integer' },
      { name: 'dormant', type: 'integer' },
      { name: 'complete', type: 'boolean' },
    ],
    shown.map(({ begins, complete }, place) => ({
      [column]: begins ?? null,
      ...Object.fromEntries(Object.entries(counts).map(([group, users]) => [group, users[place]!])),
      complete: complete === true,
    })),
  )
}
