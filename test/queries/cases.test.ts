import { describe, expect, it } from 'vitest'
import { BREAKDOWN_PARAMETERS } from '../../src-renderer/query/analysis/breakdown'
import { PROOFS, type AnalysisCase, type Proof } from './case'
import { analyses, caseOf, cases } from './cases'

const has = (name: string) => (analysis: (typeof analyses)[number]) =>
  analysis.parameters.some((spec) => spec.name === name)

/** Where an analysis is asked nothing because it has no such thing; anything else needs a reason in its case. */
const APPLIES: Readonly<Partial<Record<Proof, (analysis: (typeof analyses)[number]) => boolean>>> = {
  // The breakdown that every analysis gets besides its own is held by slices.test.
  breakdown: (analysis) =>
    has('dimensions')(analysis) ||
    analysis.parameters.some((spec) => spec.name === 'breakdown' && !BREAKDOWN_PARAMETERS.includes(spec)),
}
/** What a case must have for what it takes part in. */
const NEEDS: Readonly<Partial<Record<Proof, (own: AnalysisCase) => unknown>>> = {
  reference: (own) => own.reference,
  breakdown: (own) => own.breakdown,
  bench: (own) => own.bench,
}

describe('cases', () => {
  it.each(analyses)('$name has one, which takes part in every proof or says why not', (analysis) => {
    const own = caseOf(analysis)
    for (const proof of PROOFS) {
      const reason = own.without?.[proof]
      const applies = APPLIES[proof]?.(analysis) ?? true
      if (reason !== undefined) {
        expect(reason.length, `a reason why not ${proof}`).toBeGreaterThan(15)
        expect(NEEDS[proof]?.(own), `${proof} is there, and declined`).toBeUndefined()
      } else if (applies && NEEDS[proof] !== undefined)
        expect(NEEDS[proof](own), `${analysis.name} has no ${proof}: give it, or say why in without`).toBeDefined()
    }
    if (own.without?.drill === undefined) expect(analysis.drill !== undefined, 'has drill()').toBe(true)
    if (own.without?.comparison === undefined) expect(has('compare')(analysis), 'it cannot compare').toBe(true)
  })

  it('are of analyses that there are', () => {
    expect([...cases.keys()].sort()).toEqual(analyses.map((analysis) => analysis.name).sort())
  })

  it('decline few proofs: those that are not asked of plain tables, and these', () => {
    const declined = PROOFS.flatMap((proof) =>
      analyses
        .filter((analysis) => caseOf(analysis).without?.[proof] !== undefined && analysis.reads === 'events')
        .map((analysis) => `${proof}: ${analysis.name}`),
    )
    expect(declined.sort()).toEqual([
      'bench: attribution-roas',
      'bench: share-chains',
      'bench: share-generations',
      'bench: share-uplift',
      'comparison: before-after',
      'comparison: diff-in-diff',
      'comparison: entities',
      'comparison: explain-change',
      'comparison: matched-users',
      'comparison: synthetic-control',
      'drill: attribution',
      'drill: attribution-chain',
      'drill: attribution-intervals',
      'drill: attribution-lookbacks',
      'drill: attribution-roas',
      'drill: before-after',
      'drill: definition-diff',
      'drill: experiment-power',
      'drill: share-uplift',
    ])
  })
})
