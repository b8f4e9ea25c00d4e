import { formatCount, formatFixed } from '../../../src-renderer/chart/format'
import { elementAt, required } from '../../../src-renderer/base/required'
import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { FunnelChart } from '../../../src-renderer/chart/marks/funnel'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { wilson } from '../../../src-renderer/stats/wilson'
import { brokenBy, byText, groupOf, groupText } from '../../events/brokenBy'
import { breakdownName } from '../breakdown'
import { readOptions } from '../options'

/** A breakdown's chart shows this many values; the table has them all. */
const MAX_SERIES = 6

type Row = Readonly<Record<string, ResultValue>>

function inWords(seconds: number): string {
  const units: readonly (readonly [number, string])[] = [
    [86_400, 'days'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  const [size, unit] = units.find(([one]) => seconds >= one) ?? [1, 's']
  return `${Number((seconds / size).toPrecision(3))} ${unit}`
}

/** For charts whose mark does not number the steps itself: equal events stay apart. */
function stepLabel(row: Row): string {
  return `${String(row['step'])}. ${row['event'] as string}`
}

/** A row of the result, and its number there. */
interface StepRow {
  readonly row: Row
  readonly index: number
}

function stepsChart(rows: readonly StepRow[], title: string, left: number): FunnelChart {
  const usersAt = (place: number): number => (rows[place]?.row['users'] as number | undefined) ?? 0
  const first = usersAt(0)
  const reached = usersAt(rows.length - 1)
  const drops = rows.slice(1).map(({ row }, place) => ({ row, lost: usersAt(place) - usersAt(place + 1) }))
  const worst = drops.reduce<{ row: Row; lost: number } | null>(
    (most, one) => (one.lost > (most?.lost ?? 0) ? one : most),
    null,
  )
  const summary =
    first === 0
      ? 'Nobody entered this funnel in these dates.'
      : rows.length === 1
        ? `${formatCount(first)} did the one step.`
        : `${formatCount(reached)} of ${formatCount(first)} (${formatFixed((100 * reached) / first, 1)} %) reached the last step${worst === null ? '' : `; most were lost before ${worst.row['event'] as string} (${formatCount(worst.lost)})`}.${left === 0 ? '' : ' Optional steps stand apart: they do not hold anybody back.'}`
  return {
    kind: 'funnel',
    title,
    summary,
    steps: rows.map(({ row, index }, place) => {
      const median = row['median_seconds'] as number | null | undefined
      return {
        label: row['event'] as string,
        count: row['users'] as number,
        figure: { row: index, column: 'users' },
        ...(place === 0 ? {} : { lostFigure: { row: index, column: 'lost' } }),
        ...(median === null || median === undefined
          ? {}
          : { detail: `median ${inWords(median)} from the previous step` }),
      }
    }),
  }
}

function optionalChart(rows: readonly StepRow[]): BarChart {
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'horizontal',
    title: 'Optional steps',
    summary: 'How many of those who reached the step before did an optional step on the way to the next one.',
    x: { label: 'Step', type: 'category' },
    y: { label: '% of the step before', format: 'percent' },
    series: [
      {
        name: '',
        points: rows.map(({ row, index }) => ({
          x: stepLabel(row),
          y: row['pct_previous'] as number | null,
          figure: { row: index, column: 'pct_previous' },
        })),
      },
    ],
  }
}

function timesChart(rows: readonly Row[]): BarChart {
  const series = (name: string, column: string): BarChart['series'][number] => ({
    name,
    points: rows
      .slice(1)
      .map((row, place) => ({
        x: stepLabel(row),
        y: row[column] as number | null,
        figure: { row: place + 1, column },
      })),
  })
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'horizontal',
    title: 'Time from the previous step',
    summary:
      'How long those who reached a step took from the one before: the median, and the time within which 90 % of them did.',
    x: { label: 'Step', type: 'category' },
    y: { label: 'Time', format: 'seconds' },
    series: [series('Median', 'median_seconds'), series('90th percentile', 'p90_seconds')],
  }
}

type Groups = ReadonlyMap<string, readonly StepRow[]>

function readGroups(rows: readonly Row[], by: readonly string[]): Groups {
  const groups = new Map<string, StepRow[]>()
  for (const [index, row] of rows.entries()) {
    const name = groupText(groupOf(by, row, breakdownName) ?? [])
    groups.set(name, [...(groups.get(name) ?? []), { row, index }])
  }
  return groups
}

function breakdownChart(groups: Groups, column: string): BarChart {
  const shown = [...groups].slice(0, MAX_SERIES)
  const rest = groups.size - shown.length
  const ends = [...groups]
    .map(([name, steps]) => ({ name, pct: required(steps.at(-1)).row['pct_first'] as number | null }))
    .filter((one) => one.pct !== null)
    .sort((a, b) => required(b.pct) - required(a.pct))
  const [best, worst] = [ends[0], ends.at(-1)]
  const summary =
    best === undefined
      ? 'Nobody entered this funnel in these dates.'
      : `The highest share of the first step that reached the last: ${best.name} with ${formatFixed(required(best.pct), 1)} %${ends.length > 1 ? `; the lowest: ${required(worst).name} with ${formatFixed(required(required(worst).pct), 1)} %` : ''}.${rest > 0 ? ` ${rest} more ${rest === 1 ? 'value is' : 'values are'} in the table.` : ''}`
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'vertical',
    title: `Conversion by ${column}`,
    summary,
    x: { label: 'Step', type: 'category' },
    y: { label: '% of the first step', format: 'percent' },
    series: shown.map(([name, steps]) => ({
      name,
      points: steps.map(({ row, index }) => ({
        x: stepLabel(row),
        y: row['pct_first'] as number | null,
        figure: { row: index, column: 'users' },
      })),
    })),
  }
}

/** How large the groups are, and which share of each went all the way, with its interval: what a table of shares alone would hide. */
function groupsChart(groups: Groups, column: string, independent: boolean): BarChart {
  return {
    kind: 'bar',
    layout: 'grouped',
    direction: 'horizontal',
    title: `Reached the last step, by ${column}`,
    summary: independent
      ? `Share of each value's first step that reached the last, with 95 % intervals: where they overlap widely, the difference may be chance.`
      : `Share of each value's first step that reached the last. Attempts of one user go together, so that no interval is drawn.`,
    x: { label: column, type: 'category' },
    y: { label: '% of the first step', format: 'percent' },
    series: [
      {
        name: '',
        points: [...groups].flatMap(([name, steps]) => {
          const [first, last] = [elementAt(steps, 0).row['users'] as number, required(steps.at(-1))]
          if (first === 0) return []
          const { low, high } = wilson(last.row['users'] as number, first)
          return [
            {
              x: `${name} (${formatCount(first)})`,
              y: last.row['pct_first'] as number,
              ...(independent ? { low: 100 * low, high: 100 * high } : {}),
              figure: { row: last.index, column: 'users' },
            },
          ]
        }),
      },
    ],
  }
}

/** The funnel and the times between its steps; or, with a breakdown, conversion by value. */
export function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const rows = result.rows()
  const by = brokenBy(values)
  if (by !== null) {
    const groups = readGroups(rows, by)
    const text = byText(by)
    return [breakdownChart(groups, text), groupsChart(groups, text, readOptions(values).counting === 'users')]
  }
  const { steps } = readOptions(values)
  const all = rows.map((row, index): StepRow => ({ row, index }))
  const optional = all.filter((_, index) => steps[index]?.optional === true)
  const required = all.filter((_, index) => steps[index]?.optional !== true)
  return [
    stepsChart(required, 'Funnel', optional.length),
    ...(optional.length === 0 ? [] : [optionalChart(optional)]),
    ...(steps.length === 1 ? [] : [timesChart(rows)]),
  ]
}
