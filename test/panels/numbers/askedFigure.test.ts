import { describe, expect, it } from 'vitest'
import { analyses } from '../../../queries/index'
import { required } from '../../../src-renderer/base/required'
import {
  comparableText,
  firstRow,
  keyChoices,
  keysOfRow,
  rowAfter,
  shownFigures,
} from '../../../src-renderer/panels/numbers/askedFigure'
import { withVariant } from '../../../src-renderer/panels/numbers/withVariant'
import { OPEN_SCOPE } from '../../../src-renderer/panels/scope/scopeState'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import { readSaidNumber } from '../../../src-renderer/query/numbers/saidNumber'

const retention = required(analyses.find(({ name }) => name === 'retention'))
const cells = [
  ['2024-01-01', 0, 10, 100, true],
  ['2024-01-01', 1, 5, 50, true],
  ['2024-01-02', 0, 8, 100, true],
  ['2024-01-02', 2, 1, 12.5, false],
] as const
const table = computedResult(
  [
    { name: 'cohort', type: 'date' },
    { name: 'period', type: 'integer' },
    { name: 'users', type: 'integer' },
    { name: 'pct', type: 'double' },
    { name: 'complete', type: 'boolean' },
  ],
  cells.map(([cohort, period, users, pct, complete]) => ({ cohort, period, users, pct, complete })),
)

describe('the figure that is asked about', () => {
  it('is one of the figures of a row that its keys name', () => {
    expect(shownFigures(retention, table).map(({ name }) => name)).toEqual(['users', 'pct'])
    expect(keysOfRow(retention, {}, table, 1)).toEqual({ cohort: '2024-01-01', period: 1 })
    expect(firstRow(table, { row: 1, column: 'pct' })).toBe(1)
    // Without one, the last row that is over.
    expect(firstRow(table, null)).toBe(2)
  })

  it('offers of each key what the keys before it leave, and keeps the others where it can', () => {
    const choices = keyChoices(retention, {}, table, 1)
    expect(choices.map(({ name, value, options }) => [name, value, options.map((one) => one.value)])).toEqual([
      ['cohort', '2024-01-01', ['2024-01-01', '2024-01-02']],
      ['period', '1', ['0', '1']],
    ])
    expect(rowAfter(choices, table, 'period', '0')).toBe(0)
    // Cohort 2 has no period 1: its first one.
    expect(rowAfter(choices, table, 'cohort', '2024-01-02')).toBe(2)
    expect(keyChoices(retention, {}, table, -1)).toEqual([])
  })

  it.each([
    ['31.2 %', 31.2479, '31.248 %'],
    ['4,312', 4311.5, '4,311.50'],
    ['4,312', 4312, '4,312'],
    ['10.2k', 10_243, '10,243'],
  ])('said as %s, shows %d as %s', (said, value, text) => {
    expect(comparableText(value, readSaidNumber(said))).toBe(text)
  })
})

it('a variant changes of form and bar what it changes of the question', () => {
  const variant = {
    values: { entry: 'recurring', criterion: 'on', timezone: 'UTC', include_test: true, from: null, to: '2024-01-30' },
    changed: ['entry', 'timezone', 'include_test', 'to'],
    preset: null,
    isPreset: false,
  }
  const form = retention.parameters.filter(({ name }) => ['entry', 'criterion'].includes(name))
  expect(withVariant(variant, form, { raw: { periods: 8 }, scope: { ...OPEN_SCOPE, segment: 'payers' } })).toEqual({
    raw: { periods: 8, entry: 'recurring' },
    scope: {
      ...OPEN_SCOPE,
      segment: 'payers',
      timezone: 'UTC',
      includeTest: true,
      range: { from: null, to: '2024-01-30' },
    },
  })
})
