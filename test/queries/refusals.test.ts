import { describe, expect, it } from 'vitest'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import { SHARED_PARAMETERS } from '../../src-renderer/query/analysis/withRefusals'
import { analyses } from './cases'

/** Of events, all that do not take every shared parameter. A new one does, or has its line here and its reason. */
const NOT_TAKEN: Readonly<Record<string, readonly string[]>> = {
  entities: ['breakdown', 'breakdown_users'],
  'explain-change': ['breakdown', 'breakdown_users'],
  'definition-diff': ['per'],
  'power-users': ['from'],
  'session-list': ['per'],
  'share-chains': ['sample', 'per'],
  'share-generations': ['sample', 'per'],
  'share-uplift': ['sample', 'per'],
  'silent-reactions': ['sample'],
  'content-engagement': ['sample'],
  viral: ['sample'],
  concurrency: ['sample'],
  'experiment-power': ['sample'],
  'dominant-value': ['from'],
  'response-times': ['sample', 'per', 'breakdown', 'breakdown_users'],
  'attribution-roas': ['sample', 'breakdown', 'breakdown_users'],
  'attribution-intervals': ['per'],
  'attribution-conversions': ['per'],
  'attribution-flow': ['per'],
  'attribution-top-paths': ['per'],
  'before-after': ['from', 'to', 'compare'],
  'diff-in-diff': ['from', 'to', 'compare'],
  'synthetic-control': ['from', 'to', 'compare', 'breakdown', 'breakdown_users'],
  'matched-users': ['from', 'to', 'compare', 'breakdown', 'breakdown_users'],
}
const given: Readonly<Record<string, string>> = { from: '2024-01-01', to: '2024-01-01', breakdown: 'plan', per: 'plan' }

describe('a parameter that analyses share', () => {
  it.each(analyses)('is taken by $name, or refused with the reason', (analysis) => {
    const taken = new Set(analysis.parameters.map((spec) => spec.name))
    const missing = SHARED_PARAMETERS.filter((name) => !taken.has(name))
    if (analysis.reads === 'events') expect(missing).toEqual(NOT_TAKEN[analysis.name] ?? [])
    expect(Object.keys(analysis.refuses ?? {}).toSorted()).toEqual(missing.toSorted())
    for (const name of missing) {
      const reason = analysis.refuses?.[name] ?? ''
      expect(() => readParameters(analysis.parameters, { [name]: given[name] ?? 'x' }, analysis.refuses)).toThrow(
        `does not take "${name}": ${reason}.`,
      )
      expect(reason.length).toBeGreaterThan(10)
      expect(reason).toMatch(/[^.]$/)
    }
  })
})
