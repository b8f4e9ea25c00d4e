import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bursts } from '../../../queries/habits/bursts'
import { dominantValue } from '../../../queries/habits/dominant-value'
import { entropy } from '../../../queries/habits/entropy'
import { firstTimes } from '../../../queries/habits/first-times'
import { readParameters } from '../../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { Asked } from '../case'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const pick = (rows: readonly Row[], ...names: readonly string[]): readonly unknown[] =>
  rows.map((row) => names.map((name) => row[name]))
const summaries = (analysis: Analysis, rows: readonly Row[], asked: Asked = {}): readonly string[] =>
  analysis.charts!(tableOf(analysis, rows), readParameters(analysis.parameters, asked)).map(({ summary }) => summary)
const watch = (user: string, day: string, time: string, episode: string, more: LogEvent['more'] = {}): LogEvent => ({
  user,
  event: 'watch',
  ts: `2024-03-${day}T${time}:00Z`,
  more: { episode, ...more },
})

it('a burst goes on as long as enough different episodes fall within the time', async () => {
  await db.load({
    name: 'log',
    events: [
      watch('ann', '01', '20:00', 'e1'),
      watch('ann', '01', '21:00', 'e2'),
      watch('ann', '01', '22:00', 'e3'),
      // Within a day of e2 and e3: the same burst.
      watch('ann', '02', '20:30', 'e4'),
      watch('bob', '01', '20:00', 'e1'),
      watch('bob', '01', '21:00', 'e1'),
      watch('bob', '01', '22:00', 'e2'),
      watch('bob', '03', '22:00', 'e3'),
      watch('cat', '03', '22:00', 'e3'),
    ],
  })
  const rows = await db.answer(bursts, { column: 'episode' })
  expect(pick(rows, 'date', 'users', 'burst_users', 'bursts', 'events_per_burst')).toEqual([
    ['2024-03-01', 2, 1, 1, 4],
    ['2024-03-02', 1, 0, 0, null],
    ['2024-03-03', 2, 0, 0, null],
  ])
  // Events in the place of different episodes: bob's three within two hours, too.
  expect(pick(await db.answer(bursts, {}), 'burst_users')).toEqual([[2], [0], [0]])
  await expect(db.answer(bursts, { within: 'none' })).rejects.toThrow('a burst needs a time')
})

it('first times are of all the data, and repeats on whichever dates', async () => {
  await db.load({
    name: 'log',
    events: [
      watch('ann', '01', '20:00', 'e1'),
      watch('ann', '05', '20:00', 'e1'),
      watch('ann', '05', '21:00', 'e2'),
      watch('bob', '05', '21:00', 'e2'),
    ],
  })
  const rows = await db.answer(firstTimes, { column: 'episode', from: '2024-03-05', unit: 'day' })
  expect(pick(rows, 'date', 'events', 'first_times', 'users', 'explorers')).toEqual([['2024-03-05', 3, 2, 2, 2]])
  expect(summaries(firstTimes, rows)).toEqual([
    "66.7 % of 3 events are a user's first with their value.",
    '2 first times, 1 repeat.',
  ])
})

it('entropy is 0 for one value, 1 bit for two and 2 bits for four that are as frequent', async () => {
  await db.load({
    name: 'log',
    events: [
      ...['e1', 'e1'].map((episode) => watch('ann', '01', '20:00', episode)),
      ...['e1', 'e2'].map((episode) => watch('bob', '01', '20:00', episode)),
      ...['e1', 'e2', 'e3', 'e4'].map((episode) => watch('cat', '01', '20:00', episode)),
    ],
  })
  const rows = await db.answer(entropy, { column: 'episode' })
  expect(pick(rows, 'from_bits', 'to_bits', 'users', 'mean_values', 'mean_top_pct')).toEqual([
    [0, 0, 1, 1, 100],
    [1, 1.25, 1, 2, 50],
    [2, 2.25, 1, 4, 25],
  ])
})

it('a dominant value moves with most of the days', async () => {
  const there = (user: string, day: string, city: string): LogEvent => watch(user, day, '12:00', 'e', { city })
  await db.load({
    name: 'log',
    events: [
      ...['01', '02', '03'].map((day) => there('ann', day, 'Rome')),
      ...['04', '05'].map((day) => there('ann', day, 'Oslo')),
      there('ann', '06', 'Rome'),
      ...['01', '06'].map((day) => there('bob', day, 'Rome')),
      there('cat', '02', 'Oslo'),
      there('dan', '05', 'Oslo'),
    ],
  })
  const rows = await db.answer(dominantValue, { days: 3 })
  expect(pick(rows, 'before', 'now', 'users', 'moved')).toEqual([
    ['Rome', 'Oslo', 1, true],
    [null, 'Oslo', 1, null],
    ['Rome', 'Rome', 1, false],
    ['Oslo', null, 1, null],
  ])
  expect(rows[0]!['confidence']).toBeCloseTo(66.667, 3)
  expect(summaries(dominantValue, rows)).toEqual([
    '1 of 2 users who were there in both windows moved.',
    '4 users of either window: 1 only before, 1 only now.',
    'The most frequent: Rome → Oslo, 1 user.',
  ])
  await db.load({ name: 'log', events: [{ user: 'ann', event: 'open', ts: '2024-03-01' }] })
  await expect(db.answer(dominantValue)).rejects.toThrow('say which column it is')
})

describe('in the samples', () => {
  it('Harbour is binged by as many of those who see three episodes as was planted, and so are the others', async () => {
    await db.loadSelects({
      views: `SELECT user_key::VARCHAR AS user_id, 'view' AS event, session_start_timestamp::TIMESTAMP AS ts,
          content_key::VARCHAR AS episode, series_name AS series
        FROM 'samples/streaming/fact_viewing_sessions.parquet' AS session
        JOIN read_csv('samples/streaming/dim_content.csv') AS content USING (content_key)
        WHERE series_name IS NOT NULL AND user_key <> 'p999'`,
    })
    const users = async (series: string, within: string): Promise<number> => {
      const asked = { column: 'episode', within, filter: [{ column: 'series', op: '=', value: series }] }
      const values = readParameters(bursts.parameters, asked)
      const [row] = await db.run(bursts.kpiPlan!(values, db.catalog, null))
      return Number(row!['burst_users'])
    }
    const share = async (series: string): Promise<number> =>
      (await users(series, '1 day')) / (await users(series, '90 days'))
    // The sample's series are binged with the probabilities 0.75, 0.25 and 0.2.
    expect(Math.abs((await share('Harbour')) - 0.75)).toBeLessThan(0.15)
    expect(Math.abs((await share('Orbit')) - 0.25)).toBeLessThan(0.15)
    expect(Math.abs((await share('Meadow')) - 0.2)).toBeLessThan(0.15)
  })

  it('feeds that hold hardly anything but one topic are as much less varied as was planted', async () => {
    await db.loadSelects({
      feed: `SELECT user_id, event, ts::TIMESTAMP AS ts, topic, substr(user_id, 2)::INTEGER % 3 = 0 AS is_narrow
        FROM read_csv('samples/feed-quality/feed_events.csv.gz') WHERE user_id <> 'qa'`,
    })
    const bits = async (isNarrow: boolean): Promise<number> => {
      const filter = [{ column: 'is_narrow', op: '=', value: isNarrow }]
      const values = readParameters(entropy.parameters, { event: 'impression', column: 'topic', filter })
      const [row] = await db.run(entropy.kpiPlan!(values, db.catalog, null))
      return Number(row!['mean_bits'])
    }
    // Own topic against each of the four others: 30 to 1, and 2 to 1.
    const expected = (own: number): number => Math.log2(own + 4) - (own * Math.log2(own)) / (own + 4)
    expect(Math.abs((await bits(true)) - expected(30))).toBeLessThan(0.15)
    expect(Math.abs((await bits(false)) - expected(2))).toBeLessThan(0.15)
  })
})
