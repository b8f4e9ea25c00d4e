import { describe, expect, it } from 'vitest'
import {
  needsValue,
  OPERATOR_LABELS,
  operatorsFor,
  takesList,
} from '../../../src-renderer/panels/analysis/fields/termDrafts'
import { OPERATORS } from '../../../src-renderer/query/contract/filterTerm'

describe('the comparisons that a form offers', () => {
  it('are those that make sense for the column', () => {
    for (const type of ['integer', 'double', 'date', 'timestamp'] as const)
      expect([type, operatorsFor(type)]).toEqual([
        type,
        ['=', '!=', '<', '<=', '>', '>=', 'in', 'not in', 'is null', 'is not null'],
      ])
    for (const type of ['string', 'json', undefined] as const)
      expect([type, operatorsFor(type)]).toEqual([
        type,
        ['=', '!=', 'in', 'not in', 'contains', 'not contains', 'is null', 'is not null'],
      ])
    expect(operatorsFor('boolean')).toEqual(['=', 'is null', 'is not null'])
  })

  it('ask for one value, several or none', () => {
    expect(OPERATORS.filter((op) => !needsValue(op))).toEqual(['is null', 'is not null'])
    expect(OPERATORS.filter(takesList)).toEqual(['in', 'not in'])
    expect(OPERATORS.filter((op) => OPERATOR_LABELS[op] === '')).toEqual([])
  })
})
