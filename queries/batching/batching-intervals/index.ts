import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { resultColumns, rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import { badParameter } from '../../../src-renderer/query/sql/refuse'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { Analysis, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { tQuantile } from '../../../src-renderer/stats/distributions'
import { fisherTest, needsExact } from '../../../src-renderer/stats/exact'
import { holm } from '../../../src-renderer/stats/holm'
import { welch, type Sample } from '../../../src-renderer/stats/means'
import { compareProportions, newcombe } from '../../../src-renderer/stats/proportions'
import { wilson, type Interval } from '../../../src-renderer/stats/wilson'
import { batchingAnalysis, type BehindFigure } from '../batchingAnalysis'
import { deliveriesSql, IN_DATES } from '../behind'
import { pText } from '../../../src-renderer/stats/pText'
import { COLUMNS, type Row } from './columns'
import definition from './definition.md?raw'
import sql from './query.sql?raw'

/** Measures by name: words, unit, and the column of the outcome that has them. All but punctuality are better when lower. */
const MEASURES: Readonly<Record<string, { readonly words: string; readonly unit: string; readonly column: string }>> = {
  minutes: { words: 'Minutes from order to drop-off', unit: 'Minutes', column: 'minutes' },
  delay: { words: 'Minutes beyond the estimate', unit: 'Minutes', column: 'delay_minutes' },
  wait: { words: 'Wait at the restaurant', unit: 'Minutes', column: 'wait_minutes' },
  on_time: { words: 'On time', unit: 'Percentage points', column: 'is_on_time' },
}

/** What query.sql gives: one row per measure and algorithm. */
const SIDES = resultColumns({
  measure: { about: 'The measure.', format: 'text' },
  algorithm: { about: 'Algorithm and version, or individual.', format: 'text' },
  deliveries: { about: 'Deliveries that the measure is known of.', format: 'integer' },
  mean: { about: 'Its mean.', format: 'decimal' },
  variance: { about: 'Its sample variance.', format: 'decimal' },
  total: { about: 'Its sum.', format: 'decimal' },
})
type Side = RowOf<typeof SIDES>

interface Found extends Interval {
  readonly difference: number
  readonly p: number
}

function baselineOf(sides: readonly Side[], values: ParameterValues): string | null {
  const named = values['baseline']
  const names = sides.map((side) => side.algorithm)
  if (typeof named === 'string' && named !== '') {
    if (!names.includes(named))
      throw badParameter('baseline', named, `: there are no deliveries of "${named}"; there are ${names.join(', ')}.`)
    return named
  }
  if (names.includes('individual')) return 'individual'
  return (
    [...sides].sort((one, two) => two.deliveries - one.deliveries || (one.algorithm < two.algorithm ? -1 : 1))[0]
      ?.algorithm ?? null
  )
}

function meanInterval(
  { deliveries: count, mean, variance, total }: Side,
  isShare: boolean,
  confidence: number,
): Interval | null {
  if (isShare) return wilson(total, count, confidence)
  if (count < 2) return null
  const half = tQuantile((1 + confidence) / 2, count - 1) * Math.sqrt(variance / count)
  return { low: mean - half, high: mean + half }
}

function compare(side: Side, base: Side, isShare: boolean, confidence: number): Found | null {
  const sample = ({ deliveries, mean, variance }: Side): Sample => ({ count: deliveries, mean, variance })
  if (!isShare) return welch(sample(side), sample(base), confidence)
  const [one, two] = [
    { successes: side.total, trials: side.deliveries },
    { successes: base.total, trials: base.deliveries },
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
  const rows = rowsOf(SIDES, answer)
  const all = [...new Set(rows.map((row) => row.measure))].flatMap((measure) => {
    const isShare = measure === 'on_time'
    const sides = rows.filter((row) => row.measure === measure)
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
  return declaredResult(
    COLUMNS,
    all.map(({ measure, isShare, side, isBaseline, own, found }, at) => {
      const unit = isShare ? 100 : 1
      const scaled = (value: number | undefined): number | null => (value === undefined ? null : unit * value)
      return {
        measure,
        algorithm: side.algorithm,
        is_baseline: isBaseline,
        deliveries: side.deliveries,
        mean: unit * side.mean,
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
  const rows = rowsOf(COLUMNS, result)
  const level = 1 - Number(values['confidence'] ?? 95) / 100
  return Object.entries(MEASURES).flatMap(([measure, { words, unit }]): ChartSpec[] => {
    const own = rows.flatMap((row, at) => (row.measure === measure ? [{ row, at }] : []))
    const base = own.find(({ row }) => row.is_baseline)
    if (base === undefined || own.length < 2) return []
    const tone = ({ difference, p_holm: p }: Row): { tone?: 'good' | 'bad' } => {
      return difference === null || difference === 0 || p === null || p > level
        ? {}
        : { tone: difference > 0 === (measure === 'on_time') ? 'good' : 'bad' }
    }
    const sure = own.filter(({ row }) => tone(row).tone !== undefined).length
    return [
      {
        kind: 'interval',
        title: words,
        rowLabel: 'Algorithm',
        x: { label: `${unit}, less ${base.row.algorithm}`, format: 'decimal' },
        summary:
          `Against ${base.row.algorithm} (${formatFixed(base.row.mean, 1)}${measure === 'on_time' ? ' %' : ''}); ` +
          `${sure} of ${own.length - 1} differ after Holm's correction.`,
        rows: own
          .filter((one) => one !== base)
          .map(({ row, at }) => ({
            label: row.algorithm,
            estimate: row.difference,
            low: row.low,
            high: row.high,
            ...tone(row),
            ...(row.p_holm === null ? {} : { detail: pText(row.p_holm) }),
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
      ? "outcome.delivery_type = 'individual'"
      : `outcome.delivery_type = 'batched'
  AND concat_ws(
    ' ', coalesce(outcome.algorithm_name, '(no algorithm)'), nullif(outcome.algorithm_version, '')
  ) = ${literal(algorithm)}`
  return {
    title: algorithm === 'individual' ? 'Individual deliveries' : `Deliveries of ${algorithm}`,
    sql: deliveriesSql(`${own} AND outcome.${measure.column} IS NOT NULL AND ${IN_DATES}`),
  }
}

export const batchingIntervals: Analysis = batchingAnalysis({
  name: 'batching-intervals',
  unit: 'delivery',
  sql,
  definition,
  charts,
  finish,
  drill,
  parameters: {
    baseline: {
      label: 'Compared with',
      help:
        'What the others are compared with: an algorithm, such as "nearest_neighbor v1.0", or "individual"; ' +
        'empty for individual deliveries where there are any, else the algorithm with the most deliveries.',
    },
    confidence: { label: 'Confidence (%)', min: 50, max: 99.99, more: true },
  },
  columns: COLUMNS,
})
