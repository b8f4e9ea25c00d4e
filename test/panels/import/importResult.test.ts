// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { IngestReport } from '../../../src-renderer/ingest/contract'
import ImportResult from '../../../src-renderer/panels/import/ImportResult.vue'

const REPORT: IngestReport = {
  table: 'a',
  files: 1,
  rows: 3,
  duplicates: 0,
  rejected: 0,
  partitions: 1,
  users: 2,
  rowsWithoutUser: 0,
  minTs: null,
  maxTs: null,
  elapsedMs: 1,
  remarks: [],
}
const show = (report: IngestReport): string =>
  mount(ImportResult, { props: { reports: [report], kinds: ['events'], elapsedMs: 1 } })
    .text()
    .replace(/\s+/g, ' ')

describe('the result of an import', () => {
  it('says what a role lost, with a place and an example', () => {
    expect(
      show({ ...REPORT, lost: { value: { column: 'amount', count: 2, file: 'a.csv', line: 7, example: 'free' } } }),
    ).toContain(
      'Some values could not be readamount: 2 values are no numbers and are empty as the value, such as “free” ' +
        'in a.csv line 7.',
    )
    expect(show(REPORT)).not.toContain('could not be read')
  })

  it('says why rows were rejected, how many and where', () => {
    const lines = [4, 9].map((line) => ({ file: 'a.csv', line }))
    const rejects = [
      { reason: 'out-of-range', detail: 'a number from 1 on in “position”', count: 7, lines },
      { reason: 'not-json', detail: '', count: 1, lines: [{ file: 'b.csv', line: 2 }] },
      { reason: 'not-json', detail: 'expected one JSON object', count: 1, lines: [{ file: 'c.csv', line: 3 }] },
    ] as const
    const shown = show({ ...REPORT, rejected: 9, rejects })
    expect(shown).toContain('1 row: not-json (expected one JSON object), c.csv line 3')
    expect(shown).toContain('9 rows were left out')
    expect(shown).toContain(
      '7 rows: out-of-range (expected a number from 1 on in “position”), a.csv lines 4, 9 …1 row: not-json, b.csv line 2',
    )
  })
})
