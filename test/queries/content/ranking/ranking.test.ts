import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ageCurve } from '../../../../queries/content/age-curve'
import { ranking } from '../../../../queries/content/ranking'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../../../src-renderer/query/contract/analysis'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const on = (event: string, minute: number, more: NonNullable<LogEvent['more']>, user = 'ann'): LogEvent => ({
  user,
  event,
  ts: `2024-03-01T10:${String(minute).padStart(2, '0')}:00Z`,
  more,
})
const summaries = (analysis: Analysis, rows: readonly Row[]): readonly string[] =>
  analysis.charts!(tableOf(analysis, rows), readParameters(analysis.parameters, {})).map(({ summary }) => summary)

/** A list of items shown at ranks 1, 2, 3 …, and which of them were clicked. */
const list = (name: string, length: number, clicked: readonly number[], user = 'ann'): readonly LogEvent[] => [
  ...Array.from({ length }, (_, at) =>
    on('impression', at, { search_id: name, item_id: `i${at + 1}`, rank: at + 1 }, user),
  ),
  ...clicked.map((rank) => on('click', 30, { search_id: name, item_id: `i${rank}`, rank: null }, user)),
]

describe('ranking quality', () => {
  it('has the mean reciprocal rank of the published example: first answers at ranks 3, 2 and 1', async () => {
    // Wikipedia, "Mean reciprocal rank": catten, torus, virus give (1/3 + 1/2 + 1)/3 = 11/18.
    await db.load({ name: 'log', events: [...list('q1', 3, [3]), ...list('q2', 3, [2]), ...list('q3', 3, [1])] })
    const rows = await db.answer(ranking, { most: 3 })
    expect(rows.at(-1)!['mrr_at']).toBeCloseTo(11 / 18, 12)
    expect(rows.map((row) => row['ctr'])).toEqual([100 / 3, 100 / 3, 100 / 3])
    expect(summaries(ranking, rows)[0]).toBe('33.3 % of what is shown first is clicked, in 3 lists.')
  })

  it('cuts lists at k, by hand', async () => {
    await db.load({ name: 'log', events: [...list('q1', 4, [2, 3]), ...list('q2', 2, [], 'bob')] })
    const rows = await db.answer(ranking, { most: 3 })
    // Of q1 at 3: (1/log2 3 + 1/log2 4) / (1 + 1/log2 3); q2 counts as 0.
    const gain = (rank: number): number => 1 / Math.log2(rank + 1)
    expect(rows.map((row) => row['precision_at'])).toEqual([0, 0.25, 2 / 3 / 2])
    expect(rows.map((row) => row['mrr_at'])).toEqual([0, 0.25, 0.25])
    expect(rows[1]!['ndcg_at']).toBeCloseTo(gain(2) / (gain(1) + gain(2)) / 2, 12)
    expect(rows[2]!['ndcg_at']).toBeCloseTo((gain(2) + gain(3)) / (gain(1) + gain(2)) / 2, 12)
    await db.load({ name: 'log', events: [on('impression', 0, { item_id: 'i' })] })
    await expect(db.answer(ranking)).rejects.toThrow('say which column it is')
  })

  it('finds in a sample that items are chosen as often at each rank, and as often as was planted', async () => {
    await db.loadSelects({
      feed: `SELECT user_id, event, ts::TIMESTAMP AS ts, item_id, source_id, session_id AS feed_id
        FROM read_csv('samples/feed-quality/feed_events.csv.gz') WHERE user_id <> 'qa'`,
    })
    const liked = ['like', 'click', 'comment', 'see_more', 'save', 'share', 'profile_click']
    const rows = await db.answer(ranking, {
      click: { event: null, where: [{ column: 'event', op: 'in', value: liked }] },
      filter: [{ column: 'source_id', op: '!=', value: 's3' }],
      most: 4,
    })
    // Three quarters are looked at for long enough, and a fifth of these is chosen.
    for (const row of rows) expect(Math.abs(Number(row['ctr']) - 15)).toBeLessThan(5)
  })
})

describe('audience retention', () => {
  it('counts those who got to a place or beyond, by hand', async () => {
    const view = (seconds: number | null, length: number | null): LogEvent =>
      on('view', 0, { position_seconds: seconds, length_seconds: length })
    await db.load({
      name: 'log',
      events: [view(100, 100), view(50, 100), view(49, 100), view(0, 100), view(null, 100), view(10, 0)],
    })
    const rows = await db.answer(ageCurve, { step: 25 })
    expect(rows.map(({ place, still, ended }) => [place, still, ended])).toEqual([
      [0, 4, 0],
      [25, 3, 1],
      [50, 2, 1],
      [75, 1, 1],
      [100, 1, 0],
    ])
    expect(summaries(ageCurve, rows)[0]).toBe('Of 4 views, most leave just before 25 %: 1.')
    await expect(db.answer(ageCurve, { step: 101 })).rejects.toThrow('at most 100')
    expect(await db.answer(ageCurve, { unit: 'seconds', step: 50 })).toHaveLength(3)
  })

  it('finds where viewers of the sample leave a film', async () => {
    const { left } = JSON.parse(readFileSync('samples/streaming/truths.json', 'utf8')) as {
      left: { title: string; views: number; past: number }
    }
    await db.loadSelects({
      views: `SELECT user_key::VARCHAR AS user_id, 'view' AS event, session_start_timestamp::TIMESTAMP AS ts,
          content_name AS title, playback_position_seconds, total_content_length_seconds,
          session_duration_seconds
        FROM 'samples/streaming/fact_viewing_sessions.parquet' AS session
        JOIN read_csv('samples/streaming/dim_content.csv') AS content USING (content_key)
        WHERE user_key <> 'p999'`,
    })
    // Views are longer than 30 seconds there.
    const filter = [
      { column: 'title', op: '=', value: left.title },
      { column: 'session_duration_seconds', op: '>', value: 30 },
    ]
    const rows = await db.answer(ageCurve, { filter })
    expect(rows.find(({ place }) => place === 45)).toMatchObject({ still: left.past, views: left.views })
    expect(rows.toSorted((a, b) => Number(b['ended']) - Number(a['ended']))[0]!['place']).toBe(45)
  })
})
