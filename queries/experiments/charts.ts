import { formatFixed } from '../../src-renderer/chart/format'
import { rowsOf } from '../../src-renderer/query/analysis/resultColumns'
import type { IntervalChart } from '../../src-renderer/chart/marks/interval'
import type { ChartSpec } from '../../src-renderer/chart/spec'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { pText } from '../../src-renderer/stats/pText'
import { COLUMNS, type Row } from './experiment/columns'

type Placed = readonly [at: number, row: Row]

/** `+1.24`, `-0.5`: a difference for sentences. */
export function signed(value: number): string {
  const text = Math.abs(value) >= 100 ? formatFixed(value, 0) : Number(value.toPrecision(3)).toString()
  return value > 0 ? `+${text}` : text
}

function summaryOf(rows: readonly Placed[]): string {
  const count = (verdict: string): number => rows.filter(([, row]) => row.verdict === verdict).length
  const tested = rows.filter(([, row]) => row.verdict !== null).length
  if (tested === 0) return 'Too few users to compare the variants.'
  const [better, worse] = [count('better'), count('worse')]
  if (better + worse === 0)
    return `${tested === 1 ? 'The variant cannot' : `None of ${tested} comparisons can`} be told apart from the control.`
  const others = better + worse === tested ? '' : '; the others cannot be told apart'
  return (
    `Of ${tested} ${tested === 1 ? 'comparison' : 'comparisons'} with the control, ` +
    `${better} ${better === 1 ? 'is' : 'are'} better and ${worse} ${worse === 1 ? 'is' : 'are'} worse ` +
    `after Holm's correction${others}.`
  )
}

/** How guardrails stand, in a sentence: those of the control are none. */
export function guardrailsText(rows: readonly Row[]): string {
  const named = (word: string): string => {
    const found = rows.filter(({ guardrail }) => guardrail === word)
    return found.map(({ metric, variant }) => `${metric} with ${variant}`).join(', ')
  }
  const parts = [
    ['Broken', named('broken')],
    ['not shown to hold', named('not shown')],
    ['held', named('held')],
  ].flatMap(([word, names]) => (names === '' ? [] : [`${word}: ${names}`]))
  const text = parts.join('; ')
  return text === '' ? 'There is no guardrail to hold.' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/**
 * What is drawn in one chart: shares of users together, and every other metric alone, since each has a unit of its own;
 * guardrails apart from goals.
 */
function groupsOf(rows: readonly Placed[]): readonly (readonly Placed[])[] {
  const groups = new Map<string, Placed[]>()
  for (const placed of rows) {
    const [, { kind, metric, role }] = placed
    const key = `${role} ${kind === 'share' ? kind : `${kind} ${metric}`}`
    groups.set(key, [...(groups.get(key) ?? []), placed])
  }
  return [...groups.values()]
}

function titleOf(group: readonly Placed[], isFirst: boolean): string {
  const row = group[0]?.[1]
  if (isFirst || row === undefined) return 'Difference from the control'
  if (row.role === 'guardrail')
    return row.kind === 'share' ? 'Guardrails: shares of users' : `Guardrail ${row.metric}: difference from the control`
  return row.kind === 'share' ? 'Shares of users' : `${row.metric}: difference from the control`
}

/** For better or worse; of a guardrail, whether it held. */
function toneOf({ role, verdict, guardrail }: Row): 'good' | 'bad' | null {
  if (role === 'guardrail') return guardrail === 'held' ? 'good' : guardrail === 'broken' ? 'bad' : null
  return verdict === 'better' ? 'good' : verdict === 'worse' ? 'bad' : null
}

function detailOf({ p_holm, aim, guardrail }: Row): string {
  const test = p_holm === null ? 'not tested' : pText(p_holm)
  return `${guardrail === null ? '' : `${guardrail}, `}${test}, ${aim === 'lower' ? 'lower' : 'higher'} is better`
}

function differenceChart(group: readonly Placed[], title: string, several: boolean): IntervalChart {
  const row = group[0]?.[1]
  const guards = row?.role === 'guardrail'
  return {
    kind: 'interval',
    title,
    summary: guards ? guardrailsText(group.map(([, one]) => one)) : summaryOf(group),
    rowLabel: 'Metric',
    x: { label: row === undefined || row.kind === 'share' ? 'Percentage points' : row.measured, format: 'decimal' },
    ...(guards ? { toneLabels: { good: 'Held', bad: 'Broken', open: 'Not shown' }, limitLabel: 'Margin' } : {}),
    rows: group.map(([at, one]) => {
      const tone = toneOf(one)
      return {
        label: several ? `${one.metric}: ${one.variant}` : one.metric,
        estimate: one.difference,
        low: one.low,
        high: one.high,
        ...(tone === null ? {} : { tone }),
        ...(one.margin === null ? {} : { limit: one.aim === 'higher' ? -one.margin : one.margin }),
        detail: detailOf(one),
        figure: { row: at, column: 'converters' },
      }
    }),
  }
}

/** The means of the first metric by variant. */
function meansChart(rows: readonly Placed[]): ChartSpec {
  const first = rows[0]?.[1]
  const shares = first?.kind !== 'mean' && first?.kind !== 'ratio'
  const text = (mean: number | null): string =>
    mean === null ? 'nothing' : `${Number(mean.toPrecision(3))}${shares ? ' %' : ''}`
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title: shares ? 'Users who converted' : first.measured,
    summary:
      rows.map(([, row]) => `${row.variant} ${text(row.mean)}`).join(', ') || 'Nobody was exposed in these dates.',
    x: { label: 'Variant', type: 'category' },
    y: {
      label: shares ? 'Share of users' : first.kind === 'ratio' ? 'Ratio' : 'Mean',
      format: shares ? 'percent' : 'decimal',
    },
    series: [
      {
        name: first?.metric ?? 'Metric',
        points: rows.map(([at, row]) => ({ x: row.variant, y: row.mean, figure: { row: at, column: 'converters' } })),
      },
    ],
  }
}

/** Differences with their intervals: shares of users in points, every other metric in its own unit; then the means. */
export function experimentCharts(result: ResultTable): readonly ChartSpec[] {
  const all = rowsOf(COLUMNS, result).map((row, at): Placed => [at, row])
  const goal = all[0]?.[1].metric
  const treatments = all.filter(([, row]) => !row.is_control)
  const several = new Set(treatments.map(([, row]) => row.variant)).size > 1
  const groups = treatments.length === 0 ? [[]] : groupsOf(treatments)
  return [
    ...groups.map((group, index) => differenceChart(group, titleOf(group, index === 0), several)),
    meansChart(all.filter(([, row]) => row.metric === goal)),
  ]
}
