import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { Analysis, Drill } from '../../../src-renderer/query/contract/analysis'
import { literal } from '../../../src-renderer/query/sql/literal'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { goodnessOfFit } from '../../../src-renderer/stats/goodnessOfFit'
import { scopedPlan } from '../../events/scopedPlan'
import { assignedSql } from '../assignmentSql'
import { pText } from '../../../src-renderer/stats/pText'
import { MISMATCH_P } from '../kpis'
import { assignmentLeftOut, exposedPopulation } from '../leftOut'
import { EXPOSURE_PARAMETERS, readExperiment, WINDOW_PARAMETER } from '../question'
import { readSplit, SPLIT_PARAMETER } from '../split'
import definition from './definition.md?raw'

/** Who is behind each count, over the rows of `assigned`. */
const COUNTS: Readonly<Record<string, { readonly words: string; readonly condition: string }>> = {
  users: { words: 'Users of variant', condition: 'is_single' },
  too_recent: { words: 'Users whose window is not over, of variant', condition: 'is_single AND NOT is_over' },
  in_several: { words: 'Users who saw another variant after', condition: 'NOT is_single' },
}

export const experimentAssignment: Analysis = {
  name: 'experiment-assignment',
  title: 'Assignment',
  about: 'Whether users were split between the variants as planned, and who is left out.',
  grain: 'one row per variant',
  definition,
  parameters: [
    ...EXPOSURE_PARAMETERS,
    { ...SPLIT_PARAMETER, more: false },
    { ...WINDOW_PARAMETER, more: true },
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'variant', about: 'The variant of the first exposure.', format: 'text' },
    { name: 'users', about: 'Users who saw this variant and no other.', format: 'integer' },
    { name: 'share_pct', about: 'Their share of all such users, in %.', format: 'percent' },
    { name: 'planned_pct', about: 'The planned share, in %.', format: 'percent' },
    { name: 'expected_users', about: 'Users that the plan would give.', format: 'decimal' },
    {
      name: 'p',
      about: 'p of the chi-square test of all variants against the plan; the same in each row.',
      format: 'ratio',
    },
    {
      name: 'too_recent',
      about: 'Of the users, those whose window is not over at the newest event.',
      format: 'integer',
    },
    { name: 'in_several', about: 'Users who saw this variant first and another one too: left out.', format: 'integer' },
  ],
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
        `WITH ${assignedSql(question)}\nSELECT variant, ${counts.join(', ')} FROM assigned GROUP BY variant ORDER BY variant`,
        undefined,
        question.notes,
      ),
      leftOut: assignmentLeftOut({ ...question, includeRecent: true }),
      finish: { analysis: 'experiment-assignment', values },
    }
  },
  finish(answer, values) {
    const rows = answer
      .rows()
      .map((row) => ({
        variant: String(row['variant']),
        users: Number(row['users']),
        too_recent: Number(row['too_recent']),
        in_several: Number(row['in_several']),
      }))
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
    return computedResult(
      [
        { name: 'variant', type: 'string' },
        { name: 'users', type: 'integer' },
        { name: 'share_pct', type: 'double' },
        { name: 'planned_pct', type: 'double' },
        { name: 'expected_users', type: 'double' },
        { name: 'p', type: 'double' },
        { name: 'too_recent', type: 'integer' },
        { name: 'in_several', type: 'integer' },
      ],
      rows.map((row, at) => ({
        ...row,
        share_pct: all === 0 ? null : (100 * row.users) / all,
        planned_pct: (100 * split[at]!) / weight,
        expected_users: (all * split[at]!) / weight,
        p: fit?.p ?? null,
      })),
    )
  },
  charts(result): readonly ChartSpec[] {
    const rows = result.rows()
    const p = rows[0]?.['p']
    const summary =
      typeof p !== 'number'
        ? 'There is nothing to compare: fewer than two variants were seen.'
        : p < MISMATCH_P
          ? `The split is not as planned (${pText(p)}): something other than chance decided who was counted, and no comparison can be trusted.`
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
            points: rows.map((row, at) => ({
              x: String(row['variant']),
              y: Number(row['users']),
              figure: { row: at, column: 'users' },
            })),
          },
          {
            name: 'Planned',
            points: rows.map((row) => ({ x: String(row['variant']), y: Number(row['expected_users']) })),
          },
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
          points: rows.map((row, at) => ({
            x: String(row['variant']),
            y: Number(row[column]),
            figure: { row: at, column },
          })),
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
        `WITH ${assignedSql(question)}\nSELECT user_key, exposed_at FROM assigned WHERE variant = ${literal(variant)} AND ${count.condition} ORDER BY exposed_at, user_key`,
        undefined,
      ),
    }
  },
}
