import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { useParquetFile } from '../../src-renderer/host/terminal/parquetFile'
import { ingest } from '../../src-renderer/ingest/ingest'
import { inspect, planFrom } from '../../src-renderer/ingest/inspect/inspect'
import { MemoryFiles } from '../../src-renderer/store/memoryFiles'
import { Workspace } from '../../src-renderer/store/workspace'
import { memorySource } from '../ingest/memorySource'

const SAMPLES = join(import.meta.dirname, '../../samples')

/** What an import says of a sample's log, with nothing said of the file. */
async function importOf(path: string, table: string) {
  const source = memorySource(readFileSync(join(SAMPLES, path)), [], basename(path))
  const workspace = await Workspace.create(new MemoryFiles('dirt'), { timezone: 'UTC', weekStart: 1 })
  return await ingest(planFrom(await inspect(source, { kind: 'events', table }), 'UTC'), [source], workspace)
}

describe('samples in packed forms', () => {
  beforeAll(useParquetFile)

  it.each([
    ['reels', 'fact_reels_events.ndjson.gz', (truths: { rows: number }) => truths.rows],
    ['photo-upload', 'upload_events.ndjson.gz', null],
  ] as const)('reject and leave out of %s what its truths say', async (folder, file, rowsOf) => {
    const truths = JSON.parse(readFileSync(join(SAMPLES, folder, 'truths.json'), 'utf8')) as {
      rows: number
      dirt: { rejected: number; duplicates: number }
    }
    const report = await importOf(`${folder}/${file}`, 'log')
    expect({ rejected: report.rejected, duplicates: report.duplicates }).toEqual(truths.dirt)
    if (rowsOf !== null) expect(report.rows).toBe(rowsOf(truths))
  })

  it.each([
    'active-users/fact_user_activity.parquet',
    'messenger/fact_messages.parquet',
    'sharing/fact_engagement_events.parquet',
    'feed-quality/feed_events.csv.gz',
    'files/file_events.ndjson.gz',
    'restaurants/restaurant_visits.csv.gz',
  ])('read all of %s', async (path) => {
    const report = await importOf(path, 'log')
    expect([report.rejected, report.duplicates]).toEqual([0, 0])
    expect(report.rows).toBeGreaterThan(1000)
  })
})
