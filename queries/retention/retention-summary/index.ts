import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { ofWhat, periodName, rateSeries, readGroups, together } from '../cells'
import { ALL_COHORTS, byValueCharts, curves, intervalWords } from '../charts'
import { drill, retentionPlan } from '../drill'
import { kpis } from '../kpis'
import { retentionLeftOut, retentionPopulation } from '../leftOut'
import { RETENTION_PARAMETERS } from '../parameters'
import { RETENTION_PRESETS } from '../presets'
import { bracketsOf, breakdownColumn, readQuestion } from '../question'
import { summarySql } from '../retentionSql'
import definition from './definition.md?raw'

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const groups = readGroups(result, values)
  const all = together(
    groups.flatMap((group) => group.rates),
    values,
  )
  const brackets = bracketsOf(values)
  const said = all
    .filter(
      (rate) =>
        rate.pct !== null && (brackets !== null || rate.period === 1 || rate.period === 7 || rate.period === 30),
    )
    .slice(0, 4)
    .map((rate) => `${periodName(rate, values)} ${rate.pct!.toFixed(1)} % (${ofWhat(rate, values)})`)
  const summary = said.length === 0 ? 'No period after the start can be observed yet.' : `Retained: ${said.join(', ')}.`
  if (breakdownColumn(values) !== null)
    return byValueCharts(
      groups.map(({ name, rates }) => ({ name, size: null, rates })),
      summary,
      'users',
      values,
    )
  return [
    curves(
      'Retention, all cohorts',
      `${summary} The curve is drawn ${intervalWords(values)}.`,
      [rateSeries(ALL_COHORTS, all, 'users')],
      all,
      values,
    ),
  ]
}

export const retentionSummary: Analysis = {
  name: 'retention-summary',
  title: 'Retention summary',
  about: 'Retention of all cohorts pooled, period by period.',
  grain: 'one row per period (and per value of the breakdown)',
  definition,
  parameters: RETENTION_PARAMETERS,
  columns: [
    {
      name: 'period',
      about: 'Days, weeks or months since the start; 0 is the one of the start. Of a bracket, its first.',
      format: 'integer',
    },
    {
      name: 'eligible',
      about:
        'Users of all cohorts who can have reached the period; with "share of the period before", those of them ' +
        'who were retained in that.',
      format: 'integer',
    },
    { name: 'users', about: 'Those of them who were retained.', format: 'integer' },
    {
      name: 'pct',
      about:
        'users / eligible as a percentage, 0 to 100; with a mean of cohorts, that of their percentages (then ' +
        'also cohorts, how many they are, and cohort_users, the users in them).',
      format: 'percent',
    },
  ],
  reads: 'events',
  population: retentionPopulation,
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    return { ...retentionPlan(question, summarySql(question)), leftOut: retentionLeftOut(question) }
  },
  drill,
  presets: RETENTION_PRESETS,
  charts,
  kpis,
}
