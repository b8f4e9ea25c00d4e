import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { analyses } from '../../queries/index'
import { isLatheError } from '../../src-renderer/model/error'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue, ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { arrayTable } from '../panels/grid/arrayTable'
import { NativeDuckdb, type Row } from './nativeDuckdb'
import { randomEvents } from './randomLog'

vi.setConfig({ testTimeout: 120_000 })

/** Every analysis of events, asked for two periods and for a segment against everyone else: what the window draws of it must come out. */
const NEEDED: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>> = {
  funnel: { steps: ['x', 'y'] },
  'funnel-trend': { steps: ['x', 'y'] },
  'funnel-times': { steps: ['x', 'y'] },
  attribution: { conversion: 'x', channel: 'plan', model: 'markov' },
  'attribution-paths': { conversion: 'x', channel: 'plan' },
  'funnel-lift': { steps: ['x', 'y'], columns: ['plan'], least: 1 },
  experiment: { exposure: 'x', variant: 'plan', metric: 'y', window: '1 day', include_recent: true },
}
const DIFFED = analyses.filter((analysis) => analysis.parameters.some((spec) => spec.name === 'compare'))

/** Several small logs as one of many users, so that nearly every analysis has something to say. */
const manyEvents = fc
  .array(randomEvents, { minLength: 6, maxLength: 6 })
  .map((logs) =>
    logs.flatMap((events, index) =>
      events.map((event) => ({ ...event, user: event.user === null ? null : `${event.user}${index}` })),
    ),
  )

let db: NativeDuckdb
beforeAll(async () => {
  db = await NativeDuckdb.open()
})
afterAll(() => db.close())

function tableOf(rows: readonly Row[]): ResultTable {
  return arrayTable(
    Object.fromEntries(
      Object.keys(rows[0] ?? {}).map((name) => [name, ['double', rows.map((row) => row[name]!)] as const]),
    ),
  )
}

async function runBoth(analysis: Analysis, plan: QueryPlan): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { label, plan: own } of plan.sides!) {
    const answer = await db.run(own)
    // No rows, no columns: finish() reads columns, so that an empty answer goes without.
    const finished =
      own.finish === undefined
        ? answer
        : answer.length === 0
          ? []
          : analysis.finish!(tableOf(answer), own.finish.values).rows()
    rows.push(...finished.map((row) => ({ compared: label, ...row })))
  }
  return rows
}

function read(analysis: Analysis, asked: Readonly<Record<string, ParameterValue>>): ParameterValues {
  return readParameters(
    analysis.parameters,
    Object.fromEntries(
      Object.entries({ ...NEEDED[analysis.name], ...asked }).filter(([name]) =>
        analysis.parameters.some((spec) => spec.name === name),
      ),
    ),
  )
}

/** Figures that charts point at, anywhere in them. */
function figuresIn(value: unknown): readonly { readonly row: number; readonly column: string }[] {
  if (Array.isArray(value)) return value.flatMap(figuresIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'figure' || key === 'lostFigure' ? [one as { row: number; column: string }] : figuresIn(one),
  )
}

describe('a comparison', () => {
  it.each([
    { from: '2024-03-10', to: '2024-03-16', compare: 'previous-week' },
    { segment: { did: 'y' }, compare: 'everyone-else' },
  ])('of %j is drawn for every analysis, and each figure opens rows of its own side', async (asked) => {
    const answered = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(manyEvents, async (events) => {
        await db.load({ name: 'log', events, more: { plan: 'string' } })
        for (const analysis of DIFFED) {
          const values = read(analysis, asked)
          let plan: QueryPlan
          let rows: readonly Row[]
          try {
            plan = analysis.plan(values, db.catalog, null)
            rows = await runBoth(analysis, plan)
          } catch (error) {
            // What an analysis must be asked besides, and what the log does not hold.
            if (isLatheError(error, 'bad-parameter') || isLatheError(error, 'not-found')) continue
            throw error
          }
          if (rows.length === 0) continue
          answered.set(analysis.name, (answered.get(analysis.name) ?? 0) + 1)
          const table = tableOf(rows)
          const labels = plan.sides!.map((side) => side.label)
          const charts = analysis.charts?.(table, values) ?? []
          for (const figure of figuresIn(charts))
            expect([analysis.name, rows[figure.row] === undefined]).toEqual([analysis.name, false])
          for (const kpi of analysis.kpis?.(table, values, null) ?? []) expect(kpi.compared?.label).toBe(labels[1])
          // A figure of the other side is behind the other side's plan: the same as that side asked alone.
          for (const row of rows.slice(-2)) {
            const { compared, ...own } = row
            const side = labels.indexOf(String(compared))
            const alone =
              side === 0
                ? { ...values, compare: null }
                : read(analysis, {
                    ...asked,
                    compare: null,
                    ...('segment' in asked
                      ? { segment: { not: asked.segment } }
                      : { from: '2024-03-03', to: '2024-03-09' }),
                  })
            for (const column of Object.keys(own))
              expect(analysis.drill?.({ row, column }, values, db.catalog, null)?.plan.sql).toBe(
                analysis.drill?.({ row: own, column }, alone, db.catalog, null)?.plan.sql,
              )
          }
        }
      }),
      { numRuns: 2, seed: 11 },
    )
    expect([...answered.keys()]).toEqual(
      expect.arrayContaining([
        'active-users',
        'retention',
        'lifecycle',
        'sessions',
        'funnel',
        'stickiness',
        'attribution',
        'funnel-lift',
        'experiment',
      ]),
    )
  })
})
