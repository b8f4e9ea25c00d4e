import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnel } from '../../../../queries/funnel/funnel'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { runs } from '../../../runs'
import { NativeDuckdb, type Row } from '../../nativeDuckdb'
import { attemptParameters, breakdownParameters, logArbitrary, optionsArbitrary, round, tablesOf } from './questions'
import { funnelReference, type ReferenceOptions } from './reference'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

function comparable(rows: readonly Row[], options: ReferenceOptions): readonly unknown[] {
  const seconds = (row: Row, name: string): number | null => round(row[name] as number | null)
  return rows.map((row) => ({
    group: options.breakdown ? row['plan'] : null,
    step: row['step'],
    users: row['users'],
    lost: row['lost'],
    median: seconds(row, 'median_seconds'),
    p90: seconds(row, 'p90_seconds'),
    mean: seconds(row, 'mean_seconds'),
  }))
}

async function checkAll(usual: number, questions: number, options: fc.Arbitrary<ReferenceOptions>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      logArbitrary,
      fc.array(options, { minLength: questions, maxLength: questions }),
      async (log, asked) => {
        await duck.load(tablesOf(log))
        for (const question of asked) {
          const rows = await duck.answer(funnel, {
            ...attemptParameters(question),
            ...breakdownParameters(question),
            more_columns: true,
          })
          expect(comparable(rows, question)).toEqual(
            funnelReference(log, question).map((row) => ({
              ...row,
              median: round(row.median),
              p90: round(row.p90),
              mean: round(row.mean),
            })),
          )
        }
      },
    ),
    { numRuns: runs(usual), endOnFailure: true },
  )
}

const repeated = (options: ReferenceOptions): ReferenceOptions['steps'] =>
  options.steps.map((step, index) => (index === 1 ? { ...step, event: 'A' } : step))

// Each run asks of up to eight logs of three users at once. All options mixed are asked by the loop over all analyses.
describe('against the naive reference', () => {
  it('agrees for steps in order, in any order of ties, that may be met by one event', () =>
    checkAll(
      5,
      4,
      optionsArbitrary.map((options) => ({
        ...options,
        order: 'ordered' as const,
        ties: 'any' as const,
        toleranceMicros: 0,
        per: 'user' as const,
        steps: repeated(options),
      })),
    ))
  it('agrees for a tolerance, and for whole seconds, with steps that may be met by one event', () =>
    checkAll(
      4,
      4,
      optionsArbitrary.map((options) => ({
        ...options,
        order: 'ordered' as const,
        ...(options.ties === 'strict'
          ? { ties: 'within' as const, toleranceMicros: 600e6 }
          : options.ties === 'within'
            ? {}
            : { ties: 'second' as const, toleranceMicros: 0 }),
        per: 'user' as const,
        steps: repeated(options),
      })),
    ))
  it('agrees for nothing between, where events of one time have no order', () =>
    checkAll(
      4,
      4,
      optionsArbitrary.map((options) => ({
        ...options,
        order: 'strict' as const,
        ties: options.ties === 'second' ? ('second' as const) : ('any' as const),
        toleranceMicros: 0,
        steps: repeated(options).map((step) => ({ ...step, optional: false })),
      })),
    ))
  it('agrees for any order with repeated and overlapping steps', () =>
    checkAll(
      5,
      4,
      optionsArbitrary.map((options) => {
        const steps = [...options.steps.slice(0, 3).map((step) => ({ ...step, optional: false })), { event: 'A' }]
        return {
          ...options,
          order: 'any' as const,
          per: 'user' as const,
          breakdownStep: options.eachValue ? 1 : Math.min(options.breakdownStep, steps.length),
          steps,
          exclusions: options.exclusions.map((one) => ({ ...one, to: Math.min(one.to, steps.length) })),
        }
      }),
    ))
})

describe('what is behind a cell', () => {
  it('lists as many as the cell says, for every cell', async () => {
    await fc.assert(
      fc.asyncProperty(logArbitrary, fc.array(optionsArbitrary, { minLength: 2, maxLength: 2 }), async (log, asked) => {
        await duck.load(tablesOf(log))
        for (const question of asked) {
          const values = readParameters(funnel.parameters, {
            ...attemptParameters(question),
            ...breakdownParameters(question),
            more_columns: true,
          })
          for (const row of await duck.run(funnel.plan(values, duck.catalog, null))) {
            for (const column of ['users', 'lost']) {
              const drill = funnel.drill!({ row, column }, values, duck.catalog, null)
              if (row[column] === null) {
                expect(drill).toBeNull()
                continue
              }
              const listed = await duck.run(drill!.plan)
              expect(listed.length, `${column} of step ${String(row['step'])}`).toBe(row[column])
              const once =
                question.counting === 'users' || (question.counting === 'pairs' && question.hold.length === 0)
              const repeats =
                question.breakdown && question.breakdownAt === 'step' && question.eachValue && row['plan'] === 'Other'
              expect(drill!.kind).toBe(question.per === 'user' && once && !repeats ? 'users' : 'rows')
              if (drill!.kind === 'rows')
                for (const one of listed) expect([one['_file'], typeof one['_line']]).toEqual(['log', 'number'])
              if (drill!.kind === 'users')
                expect(new Set(listed.map((one) => one['user_key'])).size).toBe(listed.length)
            }
          }
        }
      }),
      { numRuns: runs(3), endOnFailure: true },
    )
  })
})
