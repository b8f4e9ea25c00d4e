import { describe, expect, it } from 'vitest'
import type { RestoreReport } from '../../../src-renderer/ingest/repair/restore'
import { restoredText } from '../../../src-renderer/panels/tables/restoredText'

const none: RestoreReport = { restored: [], rejects: 0, users: 0, usersWithoutId: 0, stillMissing: 0 }
const rows = (...counts: readonly number[]): RestoreReport['restored'] =>
  counts.map((count) => ({ table: 'log', date: '2024-03-01', rows: count }))

describe('what a restore did, in words', () => {
  it.each<readonly [Partial<RestoreReport>, string, 'good' | 'bad']>([
    [{}, 'Nothing is missing any more', 'good'],
    [{ restored: rows(1) }, '1 row is back', 'good'],
    [{ restored: rows(1200, 34) }, '1,234 rows are back', 'good'],
    [{ users: 3000 }, 'The ids of 3,000 users are back', 'good'],
    [{ users: 1 }, 'The id of 1 user is back', 'good'],
    [{ restored: rows(2), users: 5 }, '2 rows are back; the ids of 5 users are back', 'good'],
    [{ restored: rows(2), stillMissing: 1 }, '2 rows are back; 1 file is still missing', 'bad'],
    [{ stillMissing: 2 }, '2 files are still missing', 'bad'],
  ])('%j: %s', (report, text, tone) => {
    expect(restoredText({ ...none, ...report })).toEqual({ text, tone })
  })
})
