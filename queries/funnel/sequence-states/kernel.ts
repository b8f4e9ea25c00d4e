import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { SequenceRequest } from '../../../src-renderer/query/contract/plan'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { conditionSql } from '../../../src-renderer/query/sql/condition'
import { inBrackets } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { eventsInScope, onDatesSql } from '../../events/eventsInScope'
import type { StatesQuestion } from './sql'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** The `sequence` of its plan; the kernel gets as values what the model says of the sequence, too. */
export function statesSequence({ scope, sequence, labels }: StatesQuestion): SequenceRequest {
  const { steps, windowMicros, order } = sequence
  const meets = steps.map((step) => conditionSql(step, scope.source.columns))
  const onDates = onDatesSql('local_date(ts)', scope)
  return {
    analysis: 'sequence-states',
    values: { labels, order, window_us: windowMicros, now_us: scope.source.nowTs ?? 0 },
    from: inBrackets(eventsInScope(scope).sql),
    where: order === 'strict' || meets.includes('TRUE') ? 'TRUE' : [...new Set(meets)].join('\n  OR '),
    columns: {
      ...Object.fromEntries(meets.map((sql, index) => [`step_${index + 1}`, { kind: 'flag', sql: `(${sql})` }])),
      ...(onDates === 'TRUE' ? {} : { on_dates: { kind: 'flag', sql: `(${onDates})` } }),
    },
    range: partitionRange(scope, 0, null),
    rule: "Each user's events are walked once in order of time: of the tries that came to each step, the one that began last is known, and an event of the next step goes on with it.",
  }
}

/** The same read from what the kernel gets. */
function readRule({ labels, order, window_us: window, now_us: now }: KernelRun['values']) {
  return {
    labels: labels as readonly string[],
    isStrict: order === 'strict',
    windowMicros: typeof window === 'number' ? window : Infinity,
    nowMicros: Number(now),
  }
}

/**
 * Follows tries: when the last one began that came to each step, the first at place 0, and the last of those that came
 * to it in time. NaN where there is none.
 */
function tryFollower({ timeline, columns }: KernelRun, steps: number, isStrict: boolean, windowMicros: number) {
  const { starts, at } = timeline
  const meets = Array.from({ length: steps }, (_, step) => timeline.flag(`step_${step + 1}`))
  const onDates = columns.has('on_dates') ? timeline.flag('on_dates') : null
  const begins = meets[0]!
  const [began, inTime] = [new Float64Array(steps), new Float64Array(steps)]
  // Times only grow, so that of two tries the last one is the greater: a NaN is less than any.
  const isLater = (time: number, than: number): boolean => time > than || (Number.isNaN(than) && !Number.isNaN(time))
  return (user: number): Float64Array => {
    began.fill(NaN)
    inTime.fill(NaN)
    const end = starts[user + 1]!
    for (let row = starts[user]!; row < end; row += 1) {
      // The last step first: an event goes on with what came before it alone.
      for (let step = steps - 1; step > 0; step -= 1) {
        const before = meets[step]![row] === 1 ? began[step - 1]! : NaN
        if (isStrict || isLater(before, began[step]!)) began[step] = before
        if (at[row]! - before <= windowMicros && isLater(before, inTime[step]!)) inTime[step] = before
      }
      const isBegin = begins[row] === 1 && onDates?.[row] !== 0
      if (isBegin) began[0] = inTime[0] = at[row]!
      else if (isStrict) began[0] = NaN
    }
    return inTime
  }
}

/** How many went from each state to which. */
export async function countStates(run: KernelRun): Promise<ResultTable> {
  const { timeline, pace } = run
  const { labels, isStrict, windowMicros, nowMicros } = readRule(run.values)
  const steps = labels.length - 3
  const triesOf = tryFollower(run, steps, isStrict, windowMicros)
  // Of the users whose last step is this one: those who have time left, and those who left.
  const [open, left] = [new Int32Array(steps), new Int32Array(steps)]
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    const inTime = triesOf(user)
    const last = inTime.findLastIndex((time) => !Number.isNaN(time))
    if (last >= 0) (inTime[last]! + windowMicros > nowMicros ? open : left)[last]! += 1
  }
  const rows: Readonly<Record<string, ResultValue>>[] = []
  let users = open.reduce((sum, count, step) => sum + count + left[step]!, 0)
  for (let state = 0; state < steps; state += 1) {
    const ends = state === 0 ? [0, 0] : [left[state - 1]!, open[state - 1]!]
    const on = users - ends[0]! - ends[1]!
    const ways = [
      [state + 1, on],
      [steps + 1, ends[0]!],
      [steps + 2, ends[1]!],
    ] as const
    for (const [target, count] of ways)
      if (count > 0)
        rows.push({ source: labels[state]!, target: labels[target]!, users: count, pct: (100 * count) / users })
    users = on
  }
  return computedResult(
    [
      { name: 'source', type: 'string' },
      { name: 'target', type: 'string' },
      { name: 'users', type: 'integer' },
      { name: 'pct', type: 'double' },
    ],
    rows,
  )
}
