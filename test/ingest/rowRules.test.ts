import { describe, expect, it } from 'vitest'
import type { RowBatch } from '../../src-renderer/ingest/contract'
import type { RowRules } from '../../src-renderer/model/rowRules'
import { keepToRules } from '../../src-renderer/ingest/rows/rowRules'

const batch: RowBatch = {
  count: 5,
  names: ['event', 'session', 'depth'],
  cells: [
    ['view', 'vew', 'view', 'view', null],
    ['s1', 's1', '', 's2', 's3'],
    [3, 5, 5, '120', null],
  ],
  lines: [2, 3, 4, 5, 6],
  rejects: [{ reason: 'not-json', line: 7, column: 1, excerpt: '{', detail: '' }],
  bytesRead: 10,
}
const keep = (rules: RowRules): RowBatch => keepToRules(batch, rules, { mapping: { event: 'event' } })

describe('rules of rows', () => {
  it('reject each row that breaks one, with the first reason, and keep the others as they are', () => {
    const { count, cells, lines, rejects } = keep({
      events: ['view', 'like'],
      required: ['session'],
      ranges: { depth: { min: 0, max: 100 }, other: { min: 1 } },
    })
    expect([count, cells, lines]).toEqual([
      2,
      [
        ['view', null],
        ['s1', 's3'],
        [3, null],
      ],
      [2, 6],
    ])
    expect(rejects.map(({ reason, line, detail, excerpt }) => [reason, line, detail, excerpt])).toEqual([
      ['not-json', 7, '', '{'],
      ['unknown-event', 3, 'one of the 2 events that are expected in “event”', 'vew, s1, 5'],
      ['missing-value', 4, 'a value in “session”', 'view, , 5'],
      ['out-of-range', 5, 'a number from 0 to 100 in “depth”', 'view, s2, 120'],
    ])
  })

  it('take ends of ranges in, a text for no number, and no rule for none', () => {
    expect(keep({})).toBe(batch)
    expect(keep({ ranges: { depth: { max: 5 } } }).lines).toEqual([2, 3, 4, 6])
    expect(keep({ ranges: { event: { min: 0 } } }).lines).toEqual([6])
    expect(keep({ required: ['nowhere'] }).count).toBe(0)
  })

  it('know values, what an event needs, words for nothing, and numbers as the file writes them', () => {
    const rows: RowBatch = {
      ...batch,
      names: ['event', 'outcome', 'price'],
      cells: [
        [' view', 'view', 'buy', 'buy', 'view'],
        ['matched', 'lost', 'NULL', 'matched', null],
        ['1,50', '3,00', '2,00', null, '-1,00'],
      ],
      rejects: [],
    }
    const rules: RowRules = {
      events: ['view', 'buy'],
      requiredOf: { buy: ['price'] },
      values: { outcome: ['matched', 'unmatched'] },
      ranges: { price: { min: 0 } },
    }
    const { lines, rejects } = keepToRules(rows, rules, {
      mapping: { event: 'event' },
      numbers: { price: { decimal: 'comma', unit: null } },
    })
    expect(lines).toEqual([2, 4])
    expect(rejects.map(({ reason, line, detail }) => [reason, line, detail])).toEqual([
      ['unknown-value', 3, 'one of matched, unmatched in “outcome”'],
      ['missing-value', 5, 'a value in “price” of buy'],
      ['out-of-range', 6, 'a number from 0 on in “price”'],
    ])
    expect(keepToRules(rows, { required: ['outcome'] }, { mapping: {} }).lines).toEqual([2, 3, 5])
    expect(keepToRules(rows, { required: ['outcome'] }, { mapping: {}, nullWords: [] }).lines).toEqual([2, 3, 4, 5])
  })
})
