import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { csvRows, lathe } from './lathe'

const folder = mkdtempSync(join(tmpdir(), 'lathe-rules-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})
const event = (fields: object): string =>
  JSON.stringify({ user_id: 'ann', event: 'post_view', time: '2024-03-01T10:00:00Z', session_id: 's', ...fields })

describe('lathe ingest --rules', () => {
  it('rejects rows that break the rules of a pack, with the reason, under the names of the file', async () => {
    const file = join(folder, 'feed.ndjson')
    const lines = [{}, { event: 'feed_scroll', scroll_depth: 4 }, { event: 'post_veiw' }, { session_id: null }]
    const more = [{ event: 'feed_scroll', scroll_depth: -1 }, { event: 'session_end' }]
    writeFileSync(file, [...lines, ...more].map((one) => `${event(one)}\n`).join(''))
    const to = join(folder, 'w')
    const run = await lathe('ingest', file, '-w', to, '--rules', 'newsfeed', '--table', 'events')
    expect([run.status, JSON.parse(run.out)]).toEqual([0, expect.objectContaining({ rows: 3, rejected: 3 })])
    const counts = 'SELECT reason, count(*) AS n, min(line) AS line FROM events_rejects GROUP BY 1 ORDER BY line'
    expect(csvRows((await lathe('sql', counts, '-w', to, '--format', 'csv')).out)).toEqual([
      { reason: 'unknown-event', n: '1', line: '3' },
      { reason: 'missing-value', n: '1', line: '4' },
      { reason: 'out-of-range', n: '1', line: '5' },
    ])
    const none = await lathe('ingest', file, '-w', to, '--rules', 'nothing')
    expect([none.status, none.notes]).toEqual([2, expect.stringContaining('There is no pack "nothing" with rules')])
  })

  it('refuses a file without a column that is needed in each row', async () => {
    const file = join(folder, 'bare.csv')
    writeFileSync(file, 'user_id,event,time\nann,post_view,2024-03-01T10:00:00Z\n')
    const run = await lathe('ingest', file, '-w', join(folder, 'bare'), '--rules', 'newsfeed')
    expect([run.status, run.notes]).toEqual([1, expect.stringMatching(/has no column “session_id”.*\[bad-parameter\]/)])
  })

  it('takes rules of one’s own out of a file, and refuses what they cannot mean', async () => {
    const rules = join(folder, 'mine.json')
    const file = join(folder, 'plain.csv')
    writeFileSync(
      file,
      'user_id,event,time,score\na,view,2024-03-01,1\nb,buy,2024-03-02,99\nc,veiw,2024-03-03,5\nd,buy,2024-03-04,2\ne,view,2024-03-04,3\n',
    )
    const importBy = async (text: string) => {
      writeFileSync(rules, text)
      const run = await lathe('ingest', file, '-w', ':memory:', '--rules', rules)
      return [run.status, run.status === 0 ? (JSON.parse(run.out) as { rejected: number }).rejected : run.notes]
    }
    expect(await importBy('{"events":["view","buy"],"ranges":{"score":{"max":50}}}')).toEqual([0, 2])
    expect(await importBy('{}')).toEqual([0, 0])
    expect(await importBy('{\n "event":["view"]}')).toEqual([
      1,
      expect.stringMatching(/mine\.json.*line 2.*\[bad-file\]/s),
    ])
    // A column that no row may lack, and one that is only looked at: a misspelt one is no rule that holds always.
    expect(await importBy('{"required":["scroe"]}')).toEqual([1, expect.stringContaining('no column “scroe”')])
    expect(await importBy('{"ranges":{"scroe":{"max":50}}}')).toEqual([1, expect.stringContaining('no column “scroe”')])
    const none = await lathe('ingest', file, '-w', ':memory:', '--rules', join(folder, 'none.json'))
    expect([none.status, none.notes]).toEqual([2, expect.stringContaining('There is no file')])
  })

  it('takes the rules of the table that a file is, and says which they would be', async () => {
    const file = join(folder, 'ratings.csv')
    writeFileSync(file, 'order_id,rating\n1,5\n2,6\n3,\n4,4\n5,3\n')
    const run = await lathe('ingest', file, '-w', join(folder, 'ratings'), '--rules', 'restaurants', '--kind', 'table')
    expect([run.status, JSON.parse(run.out)]).toEqual([0, expect.objectContaining({ rows: 3, rejected: 2 })])
    const other = ['--rules', 'restaurants/restaurants', '--kind', 'table'] as const
    const none = await lathe('ingest', file, '-w', join(folder, 'none'), ...other)
    expect([none.status, none.notes]).toEqual([2, expect.stringContaining('no pack "restaurants/restaurants" with')])
    const lacks = await lathe('ingest', file, '-w', join(folder, 'l'), '--rules', 'reels/dim_videos', '--kind', 'table')
    expect([lacks.status, lacks.notes]).toEqual([1, expect.stringMatching(/no column “video_id”.*\[bad-parameter\]/)])
  })
})
