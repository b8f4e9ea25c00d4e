import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { concurrency } from '../../../queries/durations/concurrency'
import { durations } from '../../../queries/durations/durations'
import { responseTimes } from '../../../queries/durations/response-times'
import { timeInStatus } from '../../../queries/durations/time-in-status'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { Asked } from '../case'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const at = (user: string, event: string, time: string, more: LogEvent['more'] = {}): LogEvent => ({
  user,
  event,
  ts: `2024-03-01T${time}:00Z`,
  more,
})
const pick = (rows: readonly Row[], ...names: readonly string[]): readonly unknown[] =>
  rows.map((row) => names.map((name) => row[name]))

describe('durations', () => {
  beforeAll(() =>
    db.load({
      name: 'log',
      events: [
        at('ann', 'open', '10:00'),
        at('ann', 'open', '10:10'),
        at('ann', 'close', '10:30'),
        at('bob', 'open', '11:00'),
        at('bob', 'close', '11:00'),
        at('cat', 'open', '12:00'),
        at('cat', 'open', '12:05'),
      ],
    }),
  )
  const asked = { from_event: 'open', to_event: 'close' }

  it('run from each beginning to the first end, or from the first or the last of several', async () => {
    const found = async (more: Asked): Promise<unknown> =>
      pick(await db.answer(durations, { ...asked, ...more }), 'n', 'starts', 'median_seconds', 'total_seconds')
    expect(await found({})).toEqual([[3, 5, 1200, 3000]])
    // Without an end each beginning of cat's stays one.
    expect(await found({ starts: 'first' })).toEqual([[2, 4, 900, 1800]])
    expect(await found({ starts: 'last' })).toEqual([[2, 4, 600, 1200]])
    expect(await found({ within: '20 minutes' })).toEqual([[2, 5, 600, 1200]])
  })

  it('are drawn as how long so many of them took, and as boxes of the parts', async () => {
    const rows = await db.answer(durations, asked)
    const values = readParameters(durations.parameters, asked)
    const [bars] = durations.charts!(tableOf(durations, rows), values)
    expect(bars?.summary).toBe('Half of them took at most 20 min, nine of ten 28 min.')
    const [boxes] = durations.dividedCharts!(tableOf(durations, [...rows, ...rows]), ['a', 'b'], values)
    if (boxes?.kind !== 'box') throw new Error('no boxes')
    expect(boxes.rows.map(({ label, median, count }) => [label, median, count])).toEqual([
      ['a', 1200, 3],
      ['b', 1200, 3],
    ])
  })

  it('run from one column to another, and refuse a column to itself', async () => {
    await db.load({
      name: 'log',
      more: { done: 'timestamp', begun: 'string' },
      events: [
        at('ann', 'job', '10:00', { done: Date.UTC(2024, 2, 1, 10, 5) * 1000, begun: '2024-03-01 09:00:00' }),
        at('ann', 'job', '10:00', { done: null, begun: 'soon' }),
        at('bob', 'job', '10:00', { done: Date.UTC(2024, 2, 1, 9, 5) * 1000, begun: null }),
      ],
    })
    const found = async (more: Asked): Promise<unknown> =>
      pick(await db.answer(durations, more), 'n', 'starts', 'mean_seconds')
    // bob's is done before it began.
    expect(await found({ to_column: 'done' })).toEqual([[1, 3, 300]])
    expect(await found({ from_column: 'begun', to_column: 'done' })).toEqual([[1, 1, 3900]])
    await expect(found({ from_column: 'done', to_column: 'done' })).rejects.toThrow('both ends are the same time')
  })
})

it('time in status counts the same status once, and the last stay as open', async () => {
  await db.load({
    name: 'log',
    events: [
      at('order1', 'placed', '10:00'),
      at('order1', 'placed', '10:05'),
      at('order1', 'cooking', '10:20'),
      at('order1', 'done', '10:50'),
      at('order2', 'placed', '11:00'),
      at('order2', 'cooking', '11:10'),
    ],
  })
  const rows = await db.answer(timeInStatus)
  expect(pick(rows, 'status', 'stays', 'open', 'median_seconds', 'share')).toEqual([
    ['cooking', 1, 1, 1800, 50],
    ['placed', 2, 0, 900, 50],
    ['done', 0, 1, null, null],
  ])
  const [where] = timeInStatus.charts!(tableOf(timeInStatus, rows), readParameters(timeInStatus.parameters, {}))
  expect(where?.summary).toBe('50.0 % of the time is spent in cooking, in 1 stay.')
})

it('how many at once holds beginnings and not ends, over midnights', async () => {
  const ride = (user: string, from: string, to: string): LogEvent => ({
    user,
    event: 'ride',
    ts: `2024-03-${from}:00Z`,
    more: { done: Date.parse(`2024-03-${to}:00Z`) * 1000 },
  })
  await db.load({
    name: 'log',
    more: { done: 'timestamp' },
    events: [
      ride('ann', '01T10:00', '01T12:00'),
      ride('bob', '01T11:00', '01T13:00'),
      ride('cat', '01T12:00', '02T06:00'),
      ride('dan', '02T06:00', '02T12:00'),
    ],
  })
  const rows = await db.answer(concurrency, { to_column: 'done', as_of: '2024-03-02' })
  expect(pick(rows, 'date', 'most', 'begun', 'complete')).toEqual([
    ['2024-03-01', 2, 3, true],
    ['2024-03-02', 1, 1, true],
  ])
  // Two hours twice and twelve; then six and six.
  expect(pick(rows, 'mean')).toEqual([[16 / 24], [12 / 24]])
  const [line] = concurrency.charts!(tableOf(concurrency, rows), readParameters(concurrency.parameters, {}))
  expect(line?.summary).toBe('At most 2 at once, on 2024-03-01.')
})

it('response times count from the end of a turn to the next writer', async () => {
  const says = (user: string, time: string, thread: string): LogEvent =>
    at(user, 'message', time, { thread_id: thread })
  await db.load({
    name: 'log',
    events: [
      says('ann', '10:00', 't1'),
      says('ann', '10:05', 't1'),
      says('bob', '10:15', 't1'),
      says('ann', '20:15', 't1'),
      says('cat', '10:00', 't2'),
    ],
  })
  const found = async (more: Asked = {}): Promise<unknown> =>
    pick(await db.answer(responseTimes, more), 'turns', 'answered', 'median_seconds', 'p90_seconds')
  expect(await found({ within: '1 hour' })).toEqual([[4, 1, 600, 600]])
  expect(await found({ within: '1 hour', since: 'first' })).toEqual([[4, 1, 900, 900]])
  expect(await found({ within: 'none' })).toEqual([[4, 2, 18_300, 32_460]])
  await db.load({ name: 'log', events: [at('ann', 'message', '10:00')] })
  await expect(found()).rejects.toThrow('say which column it is')
})

describe('in the samples', () => {
  const truths = (name: string): Readonly<Record<string, unknown>> =>
    JSON.parse(readFileSync(`samples/${name}/truths.json`, 'utf8')) as Record<string, unknown>

  it('viewing sessions that never ended have no duration, as many as was planted', async () => {
    await db.loadSelects({
      sessions: `SELECT
        user_key::VARCHAR AS user_id, 'session' AS event, session_start_timestamp::TIMESTAMP AS ts,
        session_end_timestamp::TIMESTAMP AS session_end_timestamp
        FROM 'samples/streaming/fact_viewing_sessions.parquet' WHERE user_key <> 'p999'`,
    })
    const { sessions, open } = truths('streaming')
    const [row] = await db.answer(durations, { to_column: 'session_end_timestamp' })
    expect(row).toMatchObject({ starts: sessions, n: Number(sessions) - Number(open) })
    // How many watch at once on average, times the hours, is all the time that is watched.
    const days = await db.answer(concurrency, { to_column: 'session_end_timestamp', as_of: '2024-06-30' })
    const hours = days.reduce((sum, { mean }) => sum + 24 * Number(mean), 0)
    expect(hours).toBeCloseTo(Number(row!['total_seconds']) / 3600, 6)
  })

  it('messages of a talk are answered as soon as was planted: half within a minute, four of five within five', async () => {
    await db.loadSelects({
      messages: `SELECT sender_id AS user_id, message_type AS event, sent_at::TIMESTAMP AS ts, thread_id
        FROM 'samples/messenger/fact_messages.parquet' WHERE thread_id LIKE 't%' AND thread_id <> 'test'`,
    })
    const answered = async (within: string): Promise<number> =>
      (await db.answer(responseTimes, { within })).reduce((sum, row) => sum + Number(row['answered']), 0)
    const all = await answered('1 hour')
    expect(all).toBeGreaterThan(1000)
    expect((100 * (await answered('1 minute'))) / all).toBeCloseTo(50, -0.5)
    expect((100 * (await answered('5 minutes'))) / all).toBeCloseTo(80, -0.5)
  })
})
