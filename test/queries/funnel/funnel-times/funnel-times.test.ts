import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { funnelTimes } from '../../../../queries/funnel/funnel-times'
import { isLatheError } from '../../../../src-renderer/model/error'
import type { ParameterValue } from '../../../../src-renderer/query/contract/parameter'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import { attemptParameters, logArbitrary, round, tablesOf, undividedOptions } from '../funnel/questions'
import { countedAttempts, quantile } from '../funnel/reference'
import { runs } from '../../../runs'
import { NativeDuckdb, tableOf, type LogEvent, type Row } from '../../nativeDuckdb'

let duck: NativeDuckdb
beforeAll(async () => {
  duck = await NativeDuckdb.open()
})
afterAll(() => {
  duck.close()
})

describe('against the naive reference', () => {
  it('sums up the times between steps, as the naive reference does', async () => {
    await fc.assert(
      fc.asyncProperty(logArbitrary, undividedOptions, fc.nat(), fc.nat(), async (log, question, a, b) => {
        await duck.load(tablesOf(log))
        const from = 1 + (a % (question.steps.length - 1))
        const to = from + 1 + (b % (question.steps.length - from))
        const values = readParameters(funnelTimes.parameters, {
          ...attemptParameters(question),
          from_step: from,
          to_step: to,
        })
        const attempts = countedAttempts(log, question)
        const micros = attempts.flatMap(({ steps }) =>
          steps[from - 1] == null || steps[to - 1] == null
            ? []
            : [
                Math.max(
                  steps[to - 1]!.time - steps[from - 1]!.time,
                  question.ties === 'within' && question.order === 'ordered' ? 0 : -Infinity,
                ),
              ],
        )
        const [summary] = await duck.run(funnelTimes.kpiPlan!(values, duck.catalog, null))
        expect({
          ...summary,
          median_seconds: round(summary!['median_seconds'] as number | null),
          mean_seconds: round(summary!['mean_seconds'] as number | null),
          p90_seconds: round(summary!['p90_seconds'] as number | null),
        }).toEqual({
          users: micros.length,
          entered: attempts.filter((attempt) => attempt.steps[from - 1] !== null).length,
          median_seconds: round(
            quantile(
              micros.map((one) => one / 1e6),
              0.5,
            ),
          ),
          mean_seconds:
            micros.length === 0 ? null : round(micros.reduce((sum, one) => sum + one, 0) / micros.length / 1e6),
          p90_seconds: round(
            quantile(
              micros.map((one) => one / 1e6),
              0.9,
            ),
          ),
        })
      }),
      { numRuns: runs(6) },
    )
  })
})

describe('by hand', () => {
  const start = Date.parse('2024-05-01T12:00:00Z') * 1000
  const log = (seconds: readonly number[]): readonly LogEvent[] =>
    seconds.flatMap((one, index) => [
      { user: `u${index}`, event: 'A', ts: start },
      { user: `u${index}`, event: 'B', ts: start + one * 1e6 },
    ])
  const answer = async (
    seconds: readonly number[],
    more: Readonly<Record<string, ParameterValue>> = {},
  ): Promise<readonly Row[]> => {
    await duck.load({ name: 'log', events: log(seconds) })
    return duck.answer(funnelTimes, { steps: ['A', 'B'], ...more })
  }

  it('takes the narrowest round width with room for 95 %, and keeps the rest in an open row', async () => {
    // 0 to 95 minutes by the minute, and one after 10 days: 24 bars of 5 minutes hold all but that one.
    const rows = await answer([...Array.from({ length: 96 }, (_, minute) => minute * 60), 864_000])
    expect(rows[0]).toEqual({ from_seconds: 0, to_seconds: 300, users: 5, pct: 500 / 97, pct_within: 500 / 97 })
    expect(rows.length).toBe(25)
    expect(rows.at(-1)).toEqual({ from_seconds: 7200, to_seconds: null, users: 1, pct: 100 / 97, pct_within: 100 })
    expect(rows.filter((row) => row['users'] === 0).length).toBe(4)
  })

  it('shows empty bars between, and words its labels in the unit of the width', async () => {
    const rows = await answer([30, 130], { bin: '1 minute' })
    expect(rows.map((row) => row['users'])).toEqual([1, 0, 1])
    const [chart] = funnelTimes.charts!(tableOf(funnelTimes, rows), { steps: ['A', 'B'] })
    expect(
      chart?.kind === 'bar' && [chart.title, chart.x.label, ...chart.series[0]!.points.map((point) => point.x)],
    ).toEqual(['Time from step 1 (A) to step 2 (B)', 'Time (min)', '0–1', '1–2', '2–3'])
  })

  it('is empty where nobody reached both steps, and refuses steps that go back', async () => {
    expect(await answer([1], { steps: ['A', 'C'] })).toEqual([])
    const failure = await answer([1], { from_step: 2, to_step: 2 }).catch((error: unknown) => error)
    expect(isLatheError(failure) ? failure.code : failure).toBe('bad-parameter')
  })
})
