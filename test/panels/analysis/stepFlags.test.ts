import { describe, expect, it } from 'vitest'
import { readFlags, withFlags } from '../../../src-renderer/panels/analysis/fields/stepFlags'
import { readStep } from '../../../src-renderer/query/sql/step'

const where = [{ column: 'plan', op: '=', value: 'pro' }]
const plain = { optional: false, first: false }

describe('the flags of a step', () => {
  it.each([
    ['a name', 'view'],
    ['any event', null],
    ['conditions', { event: 'view', where }],
    ['optional', { event: 'view', optional: true }],
    ['both', { event: null, where, optional: true, first: true }],
    ['the first of its name', { event: 'view', where, first: 'unfiltered' }],
  ] as const)('are read and written back: %s', (_, value) => {
    expect(withFlags(value, readFlags(value))).toEqual(value)
    expect(readStep(value, 'steps')).toMatchObject(readFlags(value))
  })

  it('are set and taken away without losing the event', () => {
    const optional = withFlags('view', { ...plain, optional: true })
    expect(optional).toEqual({ event: 'view', optional: true })
    expect(withFlags(optional, plain)).toBe('view')
    expect(withFlags({ event: 'view', where, first: true }, plain)).toEqual({ event: 'view', where })
  })
})
