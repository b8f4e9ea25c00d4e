import fc from 'fast-check'
import type { AnalysisCase, Source } from '../../case'
import { localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'

interface Choice {
  readonly lateHours: number
}

interface TwoLogs {
  readonly stream: readonly LogEvent[]
  readonly batch: readonly LogEvent[]
  readonly timezone: string
}

const log = fc.array(
  fc
    .record({
      code: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8', null),
      user: fc.constantFrom('a', 'b'),
      event: fc.constantFrom('x', 'x', 'y'),
      hour: fc.integer({ min: 0, max: 60 }),
      plan: fc.constantFrom('pro', 'free', null),
      took: fc.constantFrom(0, 2, 24, 25, 40, null),
    })
    .map(({ code, hour, plan, took, ...one }) => ({
      ...one,
      ts: Date.UTC(2024, 2, 1, hour) * 1000,
      more: { code, plan, received_at: took === null ? null : Date.UTC(2024, 2, 1, hour + took) * 1000 },
    })),
  { minLength: 1, maxLength: 14 },
)

/** The stream does not say when it received a row. */
const withoutReceived = (event: LogEvent): LogEvent => ({
  ...event,
  more: { code: event.more!['code']!, plan: event.more!['plan']! },
})

const LOGS: Source<TwoLogs> = {
  arbitrary: fc.record({ stream: log, batch: log, timezone: fc.constantFrom('UTC', 'America/New_York') }),
  load: (db, { stream, batch, timezone }) =>
    db.load(
      [
        { name: 'stream', events: stream.map(withoutReceived), more: { code: 'string', plan: 'string' } },
        { name: 'batch', events: batch, more: { code: 'string', plan: 'string', received_at: 'timestamp' } },
      ],
      { timezone },
    ),
}

/** By the definition, id by id. */
function reference({ stream, batch, timezone }: TwoLogs, { lateHours }: Choice): readonly object[] {
  const ordered = (events: readonly LogEvent[]) =>
    events
      .map((event, line) => ({ ...event, line, at: toMicros(event.ts) }))
      .filter((event) => event.more!['code'] !== null)
      .sort((a, b) => a.at - b.at || a.line - b.line)
  const [one, two] = [ordered(stream), ordered(batch)]
  const ids = [...new Set([...one, ...two].map((event) => event.more!['code']))]
  const found = ids.map((id) => {
    const [own, other] = [one, two].map((events) => events.filter((event) => event.more!['code'] === id))
    const [first, second] = [own![0], other![0]]
    const shown = (first ?? second)!
    const newest = Math.max(...(first === undefined ? stream : batch).map((event) => toMicros(event.ts)))
    return {
      date: localDate(shown.at, timezone),
      event: shown.event,
      late: second !== undefined && Number(second.more!['received_at'] ?? 0) - second.at > lateHours * 3_600_000_000,
      own: own!.length,
      other: other!.length,
      changed:
        first !== undefined &&
        second !== undefined &&
        (first.user !== second.user ||
          first.event !== second.event ||
          first.at !== second.at ||
          first.more!['plan'] !== second.more!['plan']),
      notReached: (first === undefined || second === undefined) && shown.at > newest,
    }
  })
  const days = [...new Set(found.map(({ date, event }) => `${date} ${event}`))].sort()
  return days.map((day) => {
    const [date, event] = day.split(' ')
    const rows = found.filter((row) => row.date === date && row.event === event)
    const count = (counts: (row: (typeof rows)[number]) => boolean): number => rows.filter(counts).length
    const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0)
    return {
      date,
      event,
      first_rows: sum((row) => row.own),
      second_rows: sum((row) => row.other),
      in_both: count((row) => row.own > 0 && row.other > 0),
      changed: count((row) => row.changed),
      only_first: count((row) => row.other === 0),
      only_second: count((row) => row.own === 0),
      not_reached: count((row) => row.notReached),
      late_first: null,
      late_second: count((row) => row.late),
      again_first: sum((row) => Math.max(0, row.own - 1)),
      again_second: sum((row) => Math.max(0, row.other - 1)),
    }
  })
}

const NONE = 'it holds two logs against one another: '
export const analysisCase: AnalysisCase<TwoLogs, Choice> = {
  log: LOGS,
  choices: fc.record({ lateHours: fc.constantFrom(1, 24) }),
  asked: ({ lateHours }) => ({ first: 'stream', second: 'batch', key: 'code', late_hours: lateHours }),
  reference,
  without: {
    names: `${NONE}it is told what they are called`,
    range: `${NONE}it reads all of both`,
    comparison: `${NONE}it compares them itself`,
    bench: `${NONE}the generated log is one`,
  },
}
