import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { byText } from '../../events/byText'
import { Numbers } from '../../events/numbers'
import { quantileValues } from '../quantiles'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** Stays in one status: those that are over, in microseconds, and how many are not. */
class Stays {
  readonly over = new Numbers()
  total = 0
  open = 0

  add(micros: number): void {
    this.over.add(micros)
    this.total += micros
  }
}

/** Stays of all users that begin on the dates asked for, by the code of their status. */
async function findStays({ timeline, columns, pace }: KernelRun): Promise<ReadonlyMap<number, Stays>> {
  const { users, starts, at } = timeline
  const { codes } = timeline.text('status')
  const onDates = columns.has('on_dates') ? timeline.flag('on_dates') : null
  const found = new Map<number, Stays>()
  for (let user = 0; user < users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const end = starts[user + 1]!
    for (let row = starts[user]!; row < end;) {
      const [begin, status] = [row, codes[row]!]
      while (row < end && codes[row] === status) row += 1
      if (onDates?.[begin] === 0) continue
      const stays = found.get(status) ?? new Stays()
      found.set(status, stays)
      if (row < end) stays.add(at[row]! - at[begin]!)
      else stays.open += 1
    }
  }
  return found
}

/** Statuses, the one with the most time first. */
export async function measureStays(run: KernelRun): Promise<ResultTable> {
  const { texts } = run.timeline.text('status')
  const found = [...(await findStays(run))]
  const all = found.reduce((sum, [, { total }]) => sum + total, 0)
  const rows = found.map(([code, { over, total, open }]) => {
    const of = (figure: number): number | null => (over.count === 0 ? null : figure)
    return {
      status: texts[code]!,
      stays: over.count,
      open,
      ...quantileValues(over.values(), ['median_seconds', 'p90_seconds']),
      mean_seconds: of(total / over.count / 1e6),
      total_seconds: of(total / 1e6),
      share: all === 0 ? null : of((100 * total) / all),
    }
  })
  rows.sort((a, b) => (b.total_seconds ?? -1) - (a.total_seconds ?? -1) || byText(a.status, b.status))
  return computedResult(
    [
      { name: 'status', type: 'string' },
      { name: 'stays', type: 'integer' },
      { name: 'open', type: 'integer' },
      ...['median_seconds', 'p90_seconds', 'mean_seconds', 'total_seconds', 'share'].map((name) => ({
        name,
        type: 'double' as const,
      })),
    ],
    rows,
  )
}
