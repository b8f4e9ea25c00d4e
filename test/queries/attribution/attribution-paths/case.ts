import fc from 'fast-check'
import { MODELS } from '../../../../queries/attribution/models'
import { sorted, type AnalysisCase, type Source } from '../../case'
import { creditRows } from '../journeyCase'
import { pathsReference, type PathRow } from './reference'

const PATHS: Source<readonly PathRow[]> = {
  arbitrary: fc.array(
    fc.record({
      path: fc.oneof(
        fc.array(fc.constantFrom('a', 'b', 'c', 'Direct', ' d '), { maxLength: 5 }).map((path) => path.join(' > ')),
        fc.constantFrom(null, '', ' > ', 'a>b', 'a >> b'),
      ),
      conversions: fc.constantFrom(null, 0, 1, 3),
      value: fc.constantFrom(null, 0, 2.5, 10),
      nulls: fc.constantFrom(null, 0, 2, 7),
    }),
    { maxLength: 20 },
  ),
  load: async (db, paths) => {
    db.forget()
    await db.loadPlain(
      'mta',
      paths.map(({ path, conversions, value, nulls }) => ({ path, conversions, value, nulls: nulls ?? null })),
      { path: 'string', conversions: 'integer', value: 'double', nulls: 'integer' },
    )
  },
  main: 'mta',
}

/** Value without a conversion is no reward of any journey: what Markov would lose of it has no definition. */
const isRewarded = (paths: readonly PathRow[]): boolean =>
  paths.every((row) => (row.conversions ?? 0) > 0 || (row.value ?? 0) === 0)

const NONE = 'it reads a table of ready-made paths: '
export const analysisCase: AnalysisCase<readonly PathRow[], { halfLife: number; model: string }> = {
  log: PATHS,
  choices: fc.record({
    halfLife: fc.constantFrom(1, 2, 0.5),
    model: fc.constantFrom(...MODELS.map(({ name }) => name)),
  }),
  fits: (paths, { model }) => model !== 'markov' || isRewarded(paths),
  asked: ({ halfLife, model }) => ({ half_life_steps: halfLife, model }),
  reference: (paths, { halfLife, model }) => sorted(creditRows(pathsReference(paths, model, halfLife), { model })),
  told: (rows) =>
    sorted(rows.map(({ model, channel, conversions, value }) => ({ model, channel, conversions, value }))),
  without: {
    range: `${NONE}they have no dates`,
    comparison: `${NONE}they have no dates and no users`,
    drill: `${NONE}what is behind a credit is the table itself`,
    bench: `${NONE}the generated log is of events`,
  },
}
