import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { formatValue } from '../../../src-renderer/chart/format'
import { rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { pText } from '../../../src-renderer/stats/pText'
import { signed } from '../charts'
import { readMeasure } from '../metrics'
import { COLUMNS, type Row } from './columns'
import { LEAST_USERS } from './finish'

const NAMES: Readonly<Record<string, string>> = {
  unadjusted: 'As they are',
  matched: 'Matched users',
  weighted: 'Weighted users',
}

/** Beyond it, groups are called different (Austin 2009). */
const BALANCED = 0.1

const ofKind = (result: ResultTable, kind: string): readonly (Row & { readonly index: number })[] =>
  rowsOf(COLUMNS, result)
    .map((row, index) => ({ ...row, index }))
    .filter((row) => row.kind === kind)

/** Why there is no effect, in a sentence. */
function untoldText(all: Row, matched: Row): string {
  const [treated, others] = [all.treated_users, all.control_users].map((count) => formatValue(count, 'integer'))
  return Math.min(all.treated_users, all.control_users) < LEAST_USERS
    ? `Of the users who were there before, ${treated} took it up and ${others} did not: ` +
        `at least ${LEAST_USERS} of each are needed.`
    : `Only ${matched.treated_users} of the ${treated} users who took it up have anybody like them among those who did ` +
        'not: there is no one to compare them with.'
}

function mostApart(result: ResultTable): number {
  return Math.max(0, ...ofKind(result, 'balance').map((row) => Math.abs(row.apart_after ?? 0)))
}

/** What both groups were like, and how far they overlap. */
function likeness(balance: readonly Row[], overlap: readonly Row[], most: number): readonly ChartSpec[] {
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'What users were like before',
      summary: `Standardised differences, without their sign; after matching the largest is ${formatValue(most, 'decimal')}.`,
      x: { label: 'Property', type: 'category' },
      y: { label: 'Standardised difference', format: 'decimal' },
      series: (
        [
          ['All users', 'apart_before'],
          ['Matched users', 'apart_after'],
        ] as const
      ).map(([name, column]) => ({
        name,
        points: balance.map((row) => ({ x: row.what, y: row[column] === null ? null : Math.abs(row[column]) })),
      })),
    },
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'vertical',
      title: 'Where the groups overlap',
      summary: 'Users by their propensity: how likely it was, from what they were like, that they would take it up.',
      x: { label: 'Propensity', type: 'category' },
      y: { label: 'Users', format: 'integer' },
      series: (
        [
          ['Took it up', 'treated_users'],
          ['Did not', 'control_users'],
        ] as const
      ).map(([name, column]) => ({ name, points: overlap.map((row) => ({ x: row.what, y: row[column] })) })),
    },
  ]
}

/** Charts of the effect, of how like the groups are, and of where they overlap. */
export function matchedCharts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const points = readMeasure(values) === 'converted' ? ' points' : ''
  const effects = ofKind(result, 'effect')
  const [all, matched] = ['unadjusted', 'matched'].map((what) => effects.find((row) => row.what === what))
  const balance = ofKind(result, 'balance')
  const overlap = ofKind(result, 'overlap')
  if (all === undefined || matched === undefined) return []
  const most = mostApart(result)
  return [
    {
      kind: 'interval',
      title: 'Difference after taking it up',
      rowLabel: 'Comparison',
      x: { label: points === '' ? 'Difference' : 'Percentage points', format: 'decimal' },
      summary:
        matched.difference === null
          ? untoldText(all, matched)
          : `Among users who were alike before, ${signed(matched.difference)}${points} (${pText(matched.p ?? 1)}); ` +
            `as they are, ${signed(all.difference ?? 0)}${points}. ` +
            (most > BALANCED
              ? 'They still differ in what they were like before, so part of it may be that.'
              : 'What was not measured may still differ: this is no experiment.'),
      rows: effects.map((row) => ({
        label: NAMES[row.what] ?? row.what,
        estimate: row.difference,
        low: row.low,
        high: row.high,
        ...(row.p === null ? {} : { detail: pText(row.p) }),
        figure: { row: row.index, column: 'treated_users' },
      })),
    },
    ...(balance.length === 0 ? [] : likeness(balance, overlap, most)),
  ]
}

export function matchedKpis(result: ResultTable): readonly Kpi[] {
  const effects = ofKind(result, 'effect')
  const [matched, all] = ['matched', 'unadjusted'].map((what) => effects.find((row) => row.what === what))
  if (matched === undefined || all === undefined) return []
  return [
    {
      label: 'Effect on those who took it up',
      value: matched.difference,
      format: 'decimal',
      detail: matched.p === null ? untoldText(all, matched) : pText(matched.p),
    },
    {
      label: 'Users matched',
      value: matched.treated_users,
      format: 'integer',
      detail: `of ${formatValue(all.treated_users, 'integer')}`,
    },
    {
      label: 'Largest difference left',
      value: mostApart(result),
      format: 'decimal',
      about: 'In standard deviations; up to 0.1 is called balanced.',
    },
  ]
}
