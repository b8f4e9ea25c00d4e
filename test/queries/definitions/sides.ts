import fc from 'fast-check'
import type { Asked } from '../case'

/** Ways to define retention that a definition may have. */
const retentionSide: fc.Arbitrary<Asked> = fc.record(
  {
    entry: fc.constantFrom('first-ever', 'first-matching', 'recurring'),
    clock: fc.constantFrom('calendar', 'rolling'),
    criterion: fc.constantFrom('on', 'on-or-after', 'on-or-before', 'streak'),
    denominator: fc.constantFrom('cohort', 'cohort', 'previous'),
  },
  { requiredKeys: [] },
)

/** Ways to define a funnel that a definition may have. */
const funnelSide: fc.Arbitrary<Asked> = fc.record(
  {
    window: fc.constantFrom('14 days', '1 day', 'none'),
    order: fc.constantFrom('ordered', 'strict'),
    ties: fc.constantFrom('file-order', 'strict'),
    entry: fc.constantFrom('furthest', 'first', 'latest'),
  },
  { requiredKeys: [] },
)

/** Two definitions of one question. */
export interface Compared {
  readonly analysis: 'retention' | 'funnel'
  readonly a: Asked
  readonly b: Asked
}

const ofBoth = (analysis: Compared['analysis'], side: fc.Arbitrary<Asked>): fc.Arbitrary<Compared> =>
  fc.record({ analysis: fc.constant(analysis), a: side, b: side })
export const comparedChoices: fc.Arbitrary<Compared> = fc.oneof(
  ofBoth('retention', retentionSide),
  ofBoth('funnel', funnelSide),
)

/** What both definitions are asked. */
export const QUESTIONS: Readonly<Record<Compared['analysis'], Asked>> = {
  retention: { start_event: 'x', periods: 4 },
  funnel: { steps: ['x', 'y'] },
}

export function comparedParameters({ analysis, a, b }: Compared): Asked {
  return {
    analysis,
    a: JSON.stringify(a),
    b: JSON.stringify(b),
    parameters: JSON.stringify(QUESTIONS[analysis]),
    include_test: true,
  }
}
