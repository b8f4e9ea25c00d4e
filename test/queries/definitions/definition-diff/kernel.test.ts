import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { definitionDiff } from '../../../../queries/definitions/definition-diff'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { runPlanned } from '../../answer'
import type { AnalysisCase, Asked } from '../../case'
import { expectCloseRows } from '../../closeRows'
import { kernelAnswer } from '../../kernelAnswer'
import { NativeDuckdb } from '../../nativeDuckdb'
import { askCase } from '../../questions'
import type { RandomLog } from '../../randomLog'
import { CROWD } from '../../sources'

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

/** One rule alone, or two: the SQL asks for as many lists as there are differences, and each takes long to plan. */
const rulesOf = (rules: Readonly<Record<string, readonly ParameterValue[]>>): fc.Arbitrary<Asked> =>
  fc
    .subarray(Object.keys(rules), { minLength: 0, maxLength: 1 })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...rules[name]!)]))))

/** Rules of retention that the diff's own case leaves out, among others. */
const retentionSide = rulesOf({
  entry: ['first-matching', 'recurring'],
  clock: ['rolling'],
  criterion: ['on-or-after', 'on-or-before', 'streak', 'bracket'],
  denominator: ['previous'],
  min_times: [2],
  min_size: [2],
  unit: ['week'],
  return_event: ['x', 'y'],
})

/** Rules of funnels that it leaves out, some of which have no kernel. */
const funnelSide = rulesOf({
  window: ['1 day', 'none'],
  order: ['any'],
  ties: ['any', 'second', 'within:2 seconds', 'strict'],
  entry: ['first', 'latest'],
  dates: ['every-step'],
  exclude: [[{ event: 'z', from: 1, to: 2 }]],
  counting: ['totals'],
})

const QUESTIONS = {
  retention: { start_event: null, periods: 4, brackets: '0, 1-2, 3', min_times: 1 },
  funnel: { steps: ['x', 'y'] },
} as const

const sides = (['retention', 'funnel'] as const).map((analysis) =>
  fc.record({
    analysis: fc.constant(analysis),
    a: analysis === 'retention' ? retentionSide : funnelSide,
    b: analysis === 'retention' ? retentionSide : funnelSide,
    from: fc.constantFrom(null, null, '2024-03-10'),
    zone: fc.constantFrom('UTC', 'America/New_York'),
  }),
)

type Choice = typeof sides extends readonly fc.Arbitrary<infer One>[] ? One : never

const wide: AnalysisCase<RandomLog, Choice> = {
  log: CROWD,
  choices: fc.oneof(...sides),
  asked: ({ analysis, a, b, from, zone }) => ({
    analysis,
    a: JSON.stringify(a),
    b: JSON.stringify(b),
    parameters: JSON.stringify(QUESTIONS[analysis]),
    figures: analysis === 'retention' ? '1' : null,
    from,
    timezone: zone,
  }),
  reference: () => [],
  told: () => [],
}

describe('the kernel of the diff', () => {
  it('lists by all rules whom its SQL lists, with the same words', async () => {
    let rows = 0
    const hold = async (_choice: unknown, _log: unknown, asked: Asked): Promise<void> => {
      const plan = definitionDiff.plan(readParameters(definitionDiff.parameters, asked), db.catalog, null)
      if (plan.sequence === undefined) return
      const expected = await runPlanned(db, definitionDiff, plan)
      const answer = await kernelAnswer(db, definitionDiff, plan, plan.sequence)
      expectCloseRows(answer.rows(), expected.rows(), JSON.stringify(asked))
      rows += answer.rowCount
    }
    await askCase(db, wide, { logs: 3, choices: 4 }, hold, () => rows > 0)
    expect(rows).toBeGreaterThan(0)
  })
})
