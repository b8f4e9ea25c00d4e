import { describe, expect, it } from 'vitest'
import type { TableNeed } from '../../src-renderer/engine/loadedTables'
import { missingNotes } from '../../src-renderer/query/session/missingNotes'
import type { PartitionEntry } from '../../src-renderer/store/manifest'

const part = (path: string, rows: number, date: string | null): PartitionEntry => ({
  path,
  date,
  rows,
  bytes: 1,
  minTs: null,
  maxTs: null,
  sha256: '',
})
const need = (name: string, partitions: readonly PartitionEntry[]): TableNeed => ({
  name,
  columns: [],
  wanted: new Set(),
  partitions,
  current: new Set(),
})
const days = (dates: readonly string[]): TableNeed =>
  need(
    'log',
    dates.map((date, index) => part(`p${index}`, 500, date)),
  )
const textOf = (needs: readonly TableNeed[], missing: readonly string[]): readonly string[] =>
  missingNotes(needs, new Set(missing)).map((note) => note.text)

describe('what an answer says of stored data that is missing', () => {
  it('is nothing where what it needed is whole', () => {
    expect(missingNotes([days(['2024-01-01'])], new Set(['elsewhere']))).toEqual([])
    expect(missingNotes([], new Set(['p0']))).toEqual([])
  })

  it('is one note a table, with the rows of its lost files alone', () => {
    const needs = [
      need('log', [part('a', 1200, '2024-01-01'), part('b', 34, '2024-01-02'), part('c', 5, '2024-01-02')]),
      need('whole', [part('d', 7, '2024-01-01')]),
      need('shops', [part('e', 1, null)]),
    ]
    expect(missingNotes(needs, new Set(['a', 'c', 'e']))).toEqual([
      {
        kind: 'missing',
        count: 1205,
        text:
          '1,205 rows of “log” of 2024-01-01, 2024-01-02 are missing, because stored files are damaged; these ' +
          'figures are without them',
      },
      {
        kind: 'missing',
        count: 1,
        text: '1 row of “shops” is missing, because stored files are damaged; these figures are without them',
      },
    ])
  })

  it('names up to three dates, in order and each once, and of more the first and the last', () => {
    expect(
      textOf([days(['2024-01-03', '2024-01-01', '2024-01-02', '2024-01-01'])], ['p0', 'p1', 'p2', 'p3'])[0],
    ).toContain('2,000 rows of “log” of 2024-01-01, 2024-01-02, 2024-01-03 are')
    expect(
      textOf([days(['2024-01-09', '2024-01-01', '2024-01-02', '2024-01-05'])], ['p0', 'p1', 'p2', 'p3'])[0],
    ).toContain('of “log” from 2024-01-01 to 2024-01-09 are')
  })

  it("is of ids where the users' file is lost", () => {
    expect(missingNotes([need('all_users', [part('u', 3000, null)])], new Set(['u']))).toEqual([
      {
        kind: 'missing',
        count: 3000,
        text: 'the ids of 3,000 users are missing, because their file is damaged: user_id is empty',
      },
    ])
  })
})
