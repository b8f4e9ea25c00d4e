import { ofElapsedTime } from '../../events/oneZone'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import type { Analysis, Drill } from '../../../src-renderer/query/contract/analysis'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { goodnessOfFit } from '../../../src-renderer/stats/goodnessOfFit'
import { scopedPlan } from '../../events/scopedPlan'
import { statement } from '../../../src-renderer/query/sql/statement'
import { assignedCtes } from '../assignmentSql'
import { pText } from '../../../src-renderer/stats/pText'
import { MISMATCH_P } from '../kpis'
import { assignmentLeftOut, exposedPopulation } from '../leftOut'
import { EXPOSURE_PARAMETERS, WINDOW_PARAMETER } from '../parameters'
import { readExperiment } from '../question'
import { readSplit, SPLIT_PARAMETER } from '../split'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'

/** What the statement gives. */
const COUNTED = resultColumns({
  variant: COLUMNS.variant,
  users: COLUMNS.users,
  too_recent: COLUMNS.too_recent,
  in_several: COLUMNS.in_several,
})

/** Who is behind each count, over the rows of `assigned`. */
const COUNTS: Readonly<Record<string, { readonly words: string; readonly condition: string }>> = {
  users: { words: 'Users of variant', condition: 'is_single' },
  too_recent: { words: 'Users whose window is not over, of variant', condition: 'is_single AND NOT is_over' },
  in_several: { words: 'Users who saw another variant after', condition: 'NOT is_single' },
}

export const experimentAssignment: Analysis = {
  name: 'experiment-assignment',
  title: 'Assignment',
  about: 'Whether users were split between variants as planned (sample ratio), and who is left out.',
  grain: 'one row per variant',
  definition,
  parameters: [
    ...EXPOSURE_PARAMETERS,
    { ...SPLIT_PARAMETER, more: false },
    { ...WINDOW_PARAMETER, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users', 'too_recent', 'in_several'], amounts: ['expected_users'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: exposedPopulation(),
  plan(values, catalog, source) {
    const question = readExperiment(values, catalog, source)
    const counts = Object.entries(COUNTS).map(
      ([name, { condition }]) => `count(*) FILTER (${condition})::BIGINT AS ${name}`,
    )
    return {
      ...scopedPlan(
        question.scope,
        statement(
          assignedCtes(question),
          `
SELECT
  ${['variant', ...counts].join(',\n  ')}
FROM assigned
GROUP BY variant
ORDER BY variant`,
        ),
        undefined,
        question.notes,
      ),
      leftOut: assignmentLeftOut({ ...question, includeRecent: true }),
      finish: { analysis: 'experiment-assignment', values },
    }
  },
  finish(answer, values) {
    const rows = rowsOf(COUNTED, answer)
    const split = readSplit(
      values,
      rows.map((row) => row.variant),
    )
    const all = rows.reduce((sum, row) => sum + row.users, 0)
    const weight = split.reduce((sum, one) => sum + one, 0)
    const fit = goodnessOfFit(
      rows.map((row) => row.users),
      split,
    )
    return declaredResult(
      COLUMNS,
      rows.map((row, at) => ({
        ...row,
        share_pct: all === 0 ? null : (100 * row.users) / all,
        planned_pct: (100 * (split[at] ?? 0)) / weight,
        expected_users: (all * (split[at] ?? 0)) / weight,
        p: fit?.p ?? null,
      })),
    )
  },
  charts(result): readonly ChartSpec[] {
    const rows = rowsOf(COLUMNS, result)
    const p = rows[0]?.p ?? null
    const summary =
      p === null
        ? 'There is nothing to compare: fewer than two variants were seen.'
        : p < MISMATCH_P
          ? `The split is not as planned (${pText(p)}): something other than chance decided who was counted, ` +
            'and no comparison can be trusted.'
          : `The split is as planned, as far as chance goes (${pText(p)}).`
    return [
      {
        kind: 'bar',
        layout: 'grouped',
        direction: 'vertical',
        title: 'Users by variant',
        summary,
        x: { label: 'Variant', type: 'category' },
        y: { label: 'Users', format: 'integer' },
        series: [
          {
            name: 'Assigned',
            points: rows.map((row, at) => ({ x: row.variant, y: row.users, figure: { row: at, column: 'users' } })),
          },
          { name: 'Planned', points: rows.map((row) => ({ x: row.variant, y: row.expected_users })) },
        ],
      },
      {
        kind: 'bar',
        layout: 'grouped',
        direction: 'vertical',
        title: 'Left out',
        summary: 'By the variant that they saw first; those of several variants take no part in any comparison.',
        x: { label: 'Variant', type: 'category' },
        y: { label: 'Users', format: 'integer' },
        series: (
          [
            ['in_several', 'In several variants'],
            ['too_recent', 'Too recent'],
          ] as const
        ).map(([column, name]) => ({
          name,
          points: rows.map((row, at) => ({ x: row.variant, y: row[column], figure: { row: at, column } })),
        })),
      },
    ]
  },
  drill({ row, column }, values, catalog, source): Drill | null {
    const count = COUNTS[column]
    const { variant } = row
    if (count === undefined || typeof variant !== 'string') return null
    const question = readExperiment(values, catalog, source)
    return {
      title: `${count.words} ${variant}`,
      kind: 'users',
      plan: scopedPlan(
        question.scope,
        statement(
          assignedCtes(question),
          `
SELECT user_key, exposed_at
FROM assigned
WHERE variant = ${literal(variant)}
  AND ${count.condition}
ORDER BY exposed_at, user_key`,
        ),
        undefined,
      ),
    }
  },
}
