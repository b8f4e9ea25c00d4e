import { describe, expect, it } from 'vitest'
import { figureOf, numberOf, type NumberAnswer } from '../../../src-renderer/host/dashboard/numberOf'
import { numberChange, numberText } from '../../../src-renderer/host/dashboard/numberText'
import { OPEN_VIEW_SCOPE } from '../../../src-renderer/host/dashboard/viewRequest'
import { readDataModel } from '../../../src-renderer/model/readDataModel'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { NumberTile } from '../../../src-renderer/query/contract/dashboard'
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

  it('reads a measure in percent as one: its change is in points', () => {
    const table = arrayTable({ date: ['date', ['2024-01-01', '2024-01-02']], value: ['double', [14.4, 18.23]] })
    const tile: NumberTile = {
      kind: 'number',
      title: '',
      of: { measure: 'rate', by: 'day', scope: OPEN_VIEW_SCOPE, table: null },
      good: null,
      target: null,
      limits: null,
      place: { x: null, y: null, w: null, h: null },
    }
    const measured = (unit: string): NumberAnswer => {
      const [measure] = readDataModel(`{"measures":[{"name":"rate","measure":"count","unit":"${unit}"}]}`).model
        .measures
      return numberOf(figureOf(table, plain, 'value', 'last'), tile, measure!)
    }
    const number = measured('%')
    expect([numberText(number.value, number), number.unit, numberChange(number)?.text]).toEqual([
      '18.2 %',
      '',
      '+3.8 pp',
    ])
    const other = measured('min')
    expect([other.unit, numberChange(other)?.text]).toEqual(['min', '+26.6 %'])
  })
})
