import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { LatheError } from '../../../src-renderer/model/error'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { tQuantile } from '../../../src-renderer/stats/distributions'
import { fisherTest, needsExact } from '../../../src-renderer/stats/exact'
import { holm } from '../../../src-renderer/stats/holm'
import { welch } from '../../../src-renderer/stats/means'
import { compareProportions, newcombe } from '../../../src-renderer/stats/proportions'
import { wilson, type Interval } from '../../../src-renderer/stats/wilson'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, IN_DATES } from '../behind'
import { numberOf } from '../chartValues'
import { pText } from '../../../src-renderer/stats/pText'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

/** Measures by name: words, unit, and the column of the outcome that has them. All but punctuality are better when lower. */
const MEASURES: Readonly<Record<string, { readonly words: string; readonly unit: string; readonly column: string }>> = {
  minutes: { words: 'Minutes from order to drop-off', unit: 'Minutes', column: 'minutes' },
  delay: { words: 'Minutes beyond the estimate', unit: 'Minutes', column: 'delay_minutes' },
  wait: { words: 'Wait at the restaurant', unit: 'Minutes', column: 'wait_minutes' },
  on_time: { words: 'On time', unit: 'Percentage points', column: 'is_on_time' },
}

interface Side {
  readonly algorithm: string
  readonly count: number
  readonly mean: number
  readonly variance: number
  readonly total: number
}

interface Found extends Interval {
  readonly difference: number
  readonly p: number
}

function baselineOf(sides: readonly Side[], values: ParameterValues): string | null {
  const named = values['baseline']
  const names = sides.map((side) => side.algorithm)
  if (typeof named === 'string' && named !== '') {
    if (!names.includes(named))
      throw new LatheError(
        'bad-parameter',
        `baseline: there are no deliveries of "${named}"; there are ${names.join(', ')}.`,
        { parameter: 'baseline', value: named },
      )
    return named
  }
  if (names.includes('individual')) return 'individual'
  return (
    [...sides].sort((one, two) => two.count - one.count || (one.algorithm < two.algorithm ? -1 : 1))[0]?.algorithm ??
    null
  )
}

function meanInterval({ count, mean, variance, total }: Side, isShare: boolean, confidence: number): Interval | null {
  if (isShare) return wilson(total, count, confidence)
  if (count < 2) return null
  const half = tQuantile((1 + confidence) / 2, count - 1) * Math.sqrt(variance / count)
  return { low: mean - half, high: mean + half }
}

function compare(side: Side, base: Side, isShare: boolean, confidence: number): Found | null {
  if (!isShare) return welch(side, base, confidence)
  const [one, two] = [
    { successes: side.total, trials: side.count },
    { successes: base.total, trials: base.count },
  ]
  const found = compareProportions(one, two, confidence)
  const score = newcombe(one, two, confidence)
  return found === null || score === null
    ? null
    : needsExact(one, two)
      ? { difference: found.difference, ...score, p: fisherTest(one, two) }
      : found
}

function finish(answer: ResultTable, values: ParameterValues): ResultTable {
  const confidence = Number(values['confidence'] ?? 95) / 100
  const rows = answer.rows()
  const all = [...new Set(rows.map((row) => String(row['measure'])))].flatMap((measure) => {
    const isShare = measure === 'on_time'
    const sides = rows
      .filter((row) => row['measure'] === measure)
      .map((row): Side => ({
        algorithm: String(row['algorithm']),
        count: Number(row['deliveries']),
        mean: Number(row['mean']),
        variance: Number(row['variance']),
        total: Number(row['total']),
      }))
    const base = sides.find((side) => side.algorithm === baselineOf(sides, values))
    return sides.map((side) => ({
      measure,
      isShare,
      side,
      isBaseline: side === base,
      own: meanInterval(side, isShare, confidence),
      found: base === undefined || side === base ? null : compare(side, base, isShare, confidence),
    }))
  })
  const adjusted = holm(all.map(({ found }) => found?.p ?? null))
  return computedResult(
    [
      { name: 'measure', type: 'string' },
      { name: 'algorithm', type: 'string' },
      { name: 'is_baseline', type: 'boolean' },
      { name: 'deliveries', type: 'integer' },
      { name: 'mean', type: 'double' },
      { name: 'mean_low', type: 'double' },
      { name: 'mean_high', type: 'double' },
      { name: 'difference', type: 'double' },
      { name: 'low', type: 'double' },
      { name: 'high', type: 'double' },
      { name: 'p', type: 'double' },
      { name: 'p_holm', type: 'double' },
    ],
    all.map(({ measure, isShare, side, isBaseline, own, found }, at) => {
      const scaled = (value: number | undefined): number | null =>
        value === undefined ? null : (isShare ? 100 : 1) * value
      return {
        measure,
        algorithm: side.algorithm,
        is_baseline: isBaseline,
        deliveries: side.count,
        mean: scaled(side.mean),
        mean_low: scaled(own?.low),
        mean_high: scaled(own?.high),
        difference: scaled(found?.difference),
        low: scaled(found?.low),
        high: scaled(found?.high),
        p: found?.p ?? null,
        p_holm: adjusted[at] ?? null,
      }
    }),
  )
}

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const level = 1 - Number(values['confidence'] ?? 95) / 100
  return Object.entries(MEASURES).flatMap(([measure, { words, unit }]): ChartSpec[] => {
    const own = rows.flatMap((row, at) => (row['measure'] === measure ? [{ row, at }] : []))
    const base = own.find(({ row }) => row['is_baseline'] === true)
    if (base === undefined || own.length < 2) return []
    const tone = (row: (typeof own)[number]['row']): { tone?: 'good' | 'bad' } => {
      const [difference, p] = [numberOf(row['difference']), numberOf(row['p_holm'])]
      return difference === null || difference === 0 || p === null || p > level
        ? {}
        : { tone: difference > 0 === (measure === 'on_time') ? 'good' : 'bad' }
    }
    const sure = own.filter(({ row }) => tone(row).tone !== undefined).length
    const baseMean = numberOf(base.row['mean']) ?? 0
    return [
      {
        kind: 'interval',
        title: words,
        rowLabel: 'Algorithm',
        x: { label: `${unit}, less ${String(base.row['algorithm'])}`, format: 'decimal' },
        summary: `Against ${String(base.row['algorithm'])} (${baseMean.toFixed(1)}${measure === 'on_time' ? ' %' : ''}); ${sure} of ${own.length - 1} differ after Holm's correction.`,
        rows: own
          .filter((one) => one !== base)
          .map(({ row, at }) => ({
            label: String(row['algorithm']),
            estimate: numberOf(row['difference']),
            low: numberOf(row['low']),
            high: numberOf(row['high']),
            ...tone(row),
            ...(numberOf(row['p_holm']) === null ? {} : { detail: pText(row['p_holm'] as number) }),
            figure: { row: at, column: 'deliveries' },
          })),
      },
    ]
  })
}

/** The deliveries of an algorithm that the measure is known of. */
function drill({ row }: Figure): BehindFigure | null {
  const measure = MEASURES[String(row['measure'])]
  const algorithm = row['algorithm']
  if (measure === undefined || typeof algorithm !== 'string') return null
  const own =
    algorithm === 'individual'
      ? "o.delivery_type = 'individual'"
      : `o.delivery_type = 'batched' AND concat_ws(' ', coalesce(o.algorithm_name, '(no algorithm)'), nullif(o.algorithm_version, '')) = ${literal(algorithm)}`
  return {
    title: algorithm === 'individual' ? 'Individual deliveries' : `Deliveries of ${algorithm}`,
    sql: deliveriesSql(`${own} AND o.${measure.column} IS NOT NULL AND ${IN_DATES}`),
  }
}

export const batchingIntervals: Analysis = batchingAnalysis({
  name: 'batching-intervals',
  sql,
  definition,
  charts,
  finish,
  drill,
  parameters: {
    baseline: { label: 'Compared with' },
    confidence: { label: 'Confidence (%)', min: 50, max: 99.99, more: true },
  },
  columns: [
    {
      name: 'measure',
      about:
        'minutes (order to drop-off), delay (beyond the estimate), wait (at the restaurant), on_time (share in %).',
      format: 'text',
    },
    { name: 'algorithm', about: 'Algorithm and version, or individual.', format: 'text' },
    { name: 'is_baseline', about: 'Whether the others are compared with it.', format: 'boolean' },
    { name: 'deliveries', about: 'Deliveries that the measure is known of.', format: 'integer' },
    { name: 'mean', about: 'Mean minutes, or share in %.', format: 'decimal' },
    { name: 'mean_low', about: "Lower end of the mean's interval (t; Wilson for shares).", format: 'decimal' },
    { name: 'mean_high', about: "Upper end of the mean's interval.", format: 'decimal' },
    { name: 'difference', about: "Mean less the baseline's.", format: 'decimal' },
    { name: 'low', about: "Lower end of the difference's interval.", format: 'decimal' },
    { name: 'high', about: "Upper end of the difference's interval.", format: 'decimal' },
    { name: 'p', about: 'Two-sided p of no difference (Welch; z or Fisher for shares).', format: 'ratio' },
    { name: 'p_holm', about: "The same after Holm's correction over all rows.", format: 'ratio' },
  ],
})
