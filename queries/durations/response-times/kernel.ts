import { computedResult, type ComputedColumn } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { SequenceRequest } from '../../../src-renderer/query/contract/plan'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { inBrackets, statement } from '../../../src-renderer/query/sql/statement'
import { DAY_NUMBER } from '../../events/dataDates'
import { onDatesSql } from '../../events/eventsInScope'
import { Numbers } from '../../events/numbers'
import { shownDays, shownDaysSql, shownPlaces } from '../../events/shownDays'
import { QUANTILE_COLUMNS, quantileValues } from '../quantiles'
import { readRule, threadMessages, type ResponseQuestion } from './sql'

/** Messages between two looks at whether somebody cancelled. */
const CHUNK = 1 << 16

/** The messages as those of a timeline in which threads, numbered in their order, stand in the place of users. */
export function responseSequence(
  question: ResponseQuestion,
): Pick<SequenceRequest, 'from' | 'where' | 'columns' | 'beside' | 'acrossUsers' | 'rule'> {
  const onDates = onDatesSql('local_date(ts)', question.scope)
  return {
    from: inBrackets(
      statement(
        [
          ...threadMessages(question),
          {
            name: 'threads',
            about: 'Each thread once, with a number',
            sql: 'SELECT thread, row_number() OVER (ORDER BY thread) - 1 AS number\nFROM thread_messages\nGROUP BY thread',
          },
        ],
        `SELECT number AS user_key, ts, _source, thread_messages.user_key AS written_by
FROM thread_messages
JOIN threads USING (thread)`,
      ),
    ),
    where: 'TRUE',
    acrossUsers: true,
    columns: {
      written_by: { kind: 'number', sql: 'written_by' },
      date: { kind: 'number', sql: DAY_NUMBER },
      ...(onDates === 'TRUE' ? {} : { on_dates: { kind: 'flag', sql: `(${onDates})` } }),
    },
    beside: shownDaysSql(question.scope),
    rule: 'The messages of each thread (which stands in the place of users) are walked once in order of time: one by another user than the one before ends a turn and is its answer.',
  }
}

/** Waits for answers in microseconds, and how many turns there were with them and without. */
class Turns {
  readonly waits = new Numbers()
  count = 0
  total = 0

  add(wait: number): void {
    this.count += 1
    if (Number.isNaN(wait)) return
    this.waits.add(wait)
    this.total += wait
  }

  /** The columns of what is asked of them. */
  figures(quantiles: readonly string[]) {
    const answered = this.waits.count
    return {
      turns: this.count,
      answered,
      ...quantileValues(this.waits.values(), quantiles),
      mean_seconds: answered === 0 ? null : this.total / answered / 1e6,
    }
  }
}

/** Tells of each turn that ends on the dates asked for: the row of its last message, and how long its answer took or NaN. */
async function eachTurn(
  { timeline, values, columns, pace }: KernelRun,
  visit: (last: number, wait: number) => void,
): Promise<void> {
  const { users: threads, starts, at } = timeline
  const writers = timeline.number('written_by')
  const onDates = columns.has('on_dates') ? timeline.flag('on_dates') : null
  const { since, withinMicros } = readRule(values)
  const most = withinMicros ?? Infinity
  let untilPace = 0
  for (let thread = 0; thread < threads; thread += 1) {
    const end = starts[thread + 1]!
    for (let row = starts[thread]!; row < end;) {
      const first = row
      while (row < end && writers[row] === writers[first]) row += 1
      const last = row - 1
      const wait = row < end ? at[row]! - at[since === 'first' ? first : last]! : NaN
      if (onDates?.[last] !== 0) visit(last, wait <= most ? wait : NaN)
      untilPace -= row - first
      if (untilPace > 0) continue
      await pace()
      untilPace = CHUNK
    }
  }
}

const seconds = (name: string): ComputedColumn => ({ name, type: 'double' })
const COUNTS: readonly ComputedColumn[] = [
  { name: 'turns', type: 'integer' },
  { name: 'answered', type: 'integer' },
]

/** Each date shown with the turns that ended on it. */
export async function countResponses(run: KernelRun): Promise<ResultTable> {
  const dates = run.timeline.number('date')
  const placeOf = shownPlaces(run)
  const days = shownDays(run).map((day) => ({ day, turns: new Turns() }))
  await eachTurn(run, (last, wait) => days[placeOf(dates[last]!)]?.turns.add(wait))
  return computedResult(
    [
      { name: 'date', type: 'date' },
      ...COUNTS,
      ...['answered_pct', 'median_seconds', 'p90_seconds', 'mean_seconds'].map(seconds),
      { name: 'complete', type: 'boolean' },
    ],
    days.map(({ day, turns }) => {
      const figures = turns.figures(['median_seconds', 'p90_seconds'])
      return { ...day, ...figures, answered_pct: turns.count === 0 ? null : (100 * figures.answered) / turns.count }
    }),
  )
}

/** All of them in one row. */
export async function measureResponses(run: KernelRun): Promise<ResultTable> {
  const whole = new Turns()
  await eachTurn(run, (_last, wait) => whole.add(wait))
  return computedResult(
    [...COUNTS, ...[...QUANTILE_COLUMNS, 'mean_seconds'].map(seconds)],
    [whole.figures(QUANTILE_COLUMNS)],
  )
}
