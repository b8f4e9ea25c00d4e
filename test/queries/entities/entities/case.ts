import fc from 'fast-check'
import type { AnalysisCase } from '../../case'
import { someMeasure } from '../../distribution/entityValues'
import { randomScope, type RandomLog } from '../../randomLog'
import { TRENDS } from '../../trends/trends/trendsLog'
import { datesBefore, referenceEntities, type EntitiesChoice } from './reference'

export const analysisCase: AnalysisCase<RandomLog, EntitiesChoice> = {
  log: TRENDS,
  choices: fc.record({
    scope: randomScope,
    per: fc.constantFrom<EntitiesChoice['per']>([], [], ['city'], ['city', 'plan']),
    peers: fc.constantFrom<EntitiesChoice['peers']>([], ['plan'], ['plan', 'city']),
    measures: fc.array(someMeasure, { minLength: 1, maxLength: 2 }),
    compare: fc.constantFrom('previous-period', 'previous-week', null),
    weights: fc.constantFrom({}, {}, { A: 1 }, { A: 2, B: -1 }),
    tiers: fc.option(
      fc.record({
        by: fc.constantFrom(null, 'A' as const, 'A_change' as const),
        cuts: fc.constantFrom<[number, number][]>([50, 20], [2, 0]),
      }),
    ),
    isAscending: fc.boolean(),
    limit: fc.constantFrom(null, null, 2),
  }),
  fits: (log, choice) => datesBefore(log, choice) !== undefined,
  asked: ({ scope, per, peers, measures, compare, weights, tiers, isAscending, limit }) => ({
    ...scope,
    per: [...per],
    peers: [...peers],
    measures: measures.map((one, at) => ({ name: 'AB'[at]!, ...one })),
    compare,
    weights: Object.entries(weights)
      .filter(([name]) => 'AB'.indexOf(name) < measures.length)
      .map(([name, by]) => `${name} = ${by}`)
      .join(', '),
    ...(tiers === null
      ? {}
      : { tiers: `gold >= ${tiers.cuts[0]}, silver >= ${tiers.cuts[1]}, bronze`, tier_by: tiers.by ?? '' }),
    order: isAscending ? 'ascending' : 'descending',
    limit,
  }),
  reference: referenceEntities,
  counts: ({ measures }) =>
    measures.flatMap(({ measure }, at) =>
      ['count', 'users', 'distinct'].includes(measure) ? [`${'AB'[at]!}`, `${'AB'[at]!}_before`] : [],
    ),
  bench: { measures: [{ name: 'events', event: null, measure: 'count' }] },
  without: { comparison: 'it answers compare in columns of its own, which the reference holds' },
}
