import { describe, expect, it } from 'vitest'
import { figureOf } from '../../../src-renderer/host/dashboard/numberOf'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { arrayTable } from '../grid/arrayTable'

const analysis = (columns: Analysis['columns']): Analysis => ({
  name: 'q',
  title: 'Q',
  about: '',
  grain: '',
  definition: '',
  parameters: [],
  columns,
  reads: 'events',
  plan: () => ({ sql: '' }),
})
const plain = analysis([])

describe('the figure of a number tile', () => {
  it('says which row it is of: its date, its names, its first number; nothing where there is one row', () => {
    const of = (table: ReturnType<typeof arrayTable>, row: 'first' | 'last' | number) =>
      figureOf(table, plain, 'score', row).of
    const score = ['double', [4.5, 3]] as const
    expect([
      of(arrayTable({ date: ['date', ['2024-01-01', '2024-01-02']], score }), 'last'),
      of(arrayTable({ plan: ['string', ['pro', 'free']], score }), 'first'),
      of(arrayTable({ batch_place: ['integer', [1, 2]], score }), 2),
      of(arrayTable({ score }), 2),
      of(arrayTable({ score: ['double', [4.5]] }), 'first'),
    ]).toEqual(['2024-01-02', 'pro', 'batch place: 2', 'row 2 of 2', ''])
  })

  it('is percent where its column says so', () => {
    const table = arrayTable({ back_pct: ['double', [72.01]], share: ['double', [0.389]], n: ['integer', [3]] })
    const format = (column: string, of = plain) => figureOf(table, of, column, 'first').format
    expect([format('back_pct'), format('share'), format('n')]).toEqual(['percent', 'decimal', 'integer'])
    expect(format('share', analysis([{ name: 'share', about: '', format: 'share' }]))).toBe('share')
  })
})
