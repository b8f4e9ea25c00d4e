import type { KernelRun } from '../../../src-renderer/query/contract/analysis'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 1024

/** Told of an event in a unit shown: units are counted from the first one shown, the user's first ever may lie before it. */
export type VisitShown = (row: number, unit: number, user: number, firstUnit: number) => void

/** Goes through the events in the units shown, user by user; `unit` is the timeline's, beside it are those shown. */
export async function eachShownRow({ timeline, beside, pace }: KernelRun, visit: VisitShown): Promise<void> {
  const unitOf = timeline.number('unit')
  const units = beside?.rowCount ?? 0
  const first = units === 0 ? 0 : Number(beside?.value(0, 'unit'))
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const [from, to] = [timeline.starts[user]!, timeline.starts[user + 1]!]
    let firstUnit = Infinity
    for (let row = from; row < to; row += 1) firstUnit = Math.min(firstUnit, unitOf[row]! - first)
    for (let row = from; row < to; row += 1) {
      const unit = unitOf[row]! - first
      if (unit >= 0 && unit < units) visit(row, unit, user, firstUnit)
    }
  }
}
