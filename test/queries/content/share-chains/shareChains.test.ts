import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shareChains } from '../../../../queries/content/share-chains'
import { buildChains } from '../../../../queries/content/chains'
import { NativeDuckdb, toMicros, type LogEvent } from '../../nativeDuckdb'
import { answerFinished } from './answerFinished'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

const share = (user: string, minute: number, post_id: string, new_post_id: string | null): LogEvent => ({
  user,
  event: 'post_share',
  ts: `2024-01-01T10:${String(minute).padStart(2, '0')}:00Z`,
  more: { post_id, new_post_id },
})
const view = (post_id: string): LogEvent => ({
  user: 'ann',
  event: 'post_view',
  ts: '2024-01-01T09:00:00Z',
  more: { post_id, new_post_id: null },
})

describe('share chains', () => {
  it('are measured by hand', async () => {
    await db.load({
      name: 'log',
      events: [
        view('line'),
        view('star'),
        share('ann', 0, 'line', 'a'),
        share('bob', 1, 'a', 'b'),
        share('cat', 2, 'b', 'c'), //    line - a - b - c: distances 1 1 1 2 2 3
        share('ann', 3, 'star', 'd'),
        share('ann', 4, 'star', 'e'),
        share('bob', 5, 'star', null), // star with three: 1 1 1 2 2 2
        share('ann', 6, 'gone', 'f'), //                                                          nothing else is about "gone"
        share('ann', 7, 'y', 'x'),
        share('bob', 8, 'x', 'y'),
        share('cat', 9, 'x', 'z'), //       x and y share each other; z hangs on them
        share('dan', 10, 'star', 'a'), //                                                         the id "a" is taken
      ],
    })
    const result = await answerFinished(db, shareChains, {})
    expect(result.rows().map((row) => Object.values(row).slice(0, 7))).toEqual([
      // root  kind  shares users depth breadth mean distance
      ['line', 'tree', 3, 3, 3, 1, 10 / 6],
      ['star', 'tree', 3, 2, 1, 3, 9 / 6],
      ['x', 'cycle', 3, 3, null, null, null],
      ['gone', 'orphan', 1, 1, 1, 1, 1],
    ])
    expect(shareChains.kpis!(result, {}, null).map((kpi) => kpi.value)).toEqual([4, 2.5, 3, 1, 1])
    expect(shareChains.charts!(result, {}).map((chart) => chart.kind)).toEqual(['bar', 'scatter'])
    await expect(answerFinished(db, shareChains, { child: 'post_id' })).rejects.toThrow('must differ')
  })

  it('take a log of posts that name their parents', async () => {
    const post = (id: string, parent_id: string | null): LogEvent => ({
      user: 'ann',
      event: 'post',
      ts: '2024-01-01',
      more: { post_id: id, parent_id },
    })
    await db.load({ name: 'log', events: [post('p', null), post('q', 'p'), post('r', 'q')] })
    const [chain] = (
      await answerFinished(db, shareChains, {
        share: { event: null, where: [{ column: 'parent_id', op: 'is not null' }] },
        child: 'post_id',
      })
    ).rows()
    expect(chain).toMatchObject({ root: 'p', kind: 'tree', shares: 2, depth: 2 })
  })

  it('of a hundred thousand shares in one line, or all of one post, are built at once', () => {
    const line = Array.from({ length: 100_000 }, (_, index) => ({
      child: `s${index + 1}`,
      parent: `s${index}`,
      user: 1,
      tsMicros: index,
      seen: true,
      creator: null,
    }))
    const [chain] = buildChains(line)
    expect([chain!.generations.length, chain!.structuralVirality]).toEqual([100_000, 100_002 / 3])
    const [star] = buildChains(line.map((one) => ({ ...one, parent: 's0' })))
    expect(star!.structuralVirality).toBeCloseTo((2 * 100_000) / 100_001, 10)
    const ring = buildChains([...line, { ...line[0]!, child: 's0', parent: 's100000' }])
    expect(ring.map((one) => [one.kind, one.shares.length])).toEqual([['cycle', 100_001]])
  })

  it('are in the newsfeed sample what was planted there', async () => {
    const folder = join(import.meta.dirname, '../../../../samples/newsfeed')
    const truths = (
      JSON.parse(readFileSync(join(folder, 'truths.json'), 'utf8')) as {
        content: Record<'line' | 'star' | 'unseen', { post: string; shares: number; depth?: number }> & {
          shares: number
          loop: string[]
        }
      }
    ).content
    const seen = new Set<string>()
    const events = readFileSync(join(folder, 'events.ndjson'), 'utf8')
      .split('\n')
      .flatMap((text): LogEvent[] => {
        let one: {
          event_id?: string
          user_id: string
          event: string
          ts: string
          is_test?: boolean
          props: { post_id?: string; new_post_id?: string }
        }
        try {
          one = JSON.parse(text) as typeof one
        } catch {
          return []
        }
        if (
          one.event_id === undefined ||
          seen.has(one.event_id) ||
          Number.isNaN(Date.parse(one.ts)) ||
          one.is_test === true ||
          one.props.post_id === undefined
        )
          return []
        seen.add(one.event_id)
        return [
          {
            user: one.user_id,
            event: one.event,
            ts: toMicros(one.ts),
            more: { 'props.post_id': one.props.post_id, 'props.new_post_id': one.props.new_post_id ?? null },
          },
        ]
      })
    await db.load({ name: 'log', events })
    const rows = (await answerFinished(db, shareChains, {})).rows()
    expect(rows.reduce((sum, row) => sum + (row['shares'] as number), 0)).toBe(truths.shares)
    for (const { post, shares, depth } of [truths.line, truths.star])
      expect(rows.find((row) => row['root'] === post)).toMatchObject({ kind: 'tree', shares, depth })
    expect(rows.find((row) => row['root'] === truths.unseen.post)).toMatchObject({
      kind: 'orphan',
      shares: truths.unseen.shares,
    })
    expect(rows.filter((row) => row['kind'] === 'cycle').map((row) => row['root'])).toEqual([truths.loop[0]])
  })
})
