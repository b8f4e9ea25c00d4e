import { ofRollingDays } from '../../events/oneZone'
import { formatFixed } from '../../../src-renderer/chart/format'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { brokenBy, byText } from '../../events/brokenBy'
import { isRated, ofWhat, periodName, rateSeries, readGroups, together } from '../cells'
import { ALL_COHORTS, byValueCharts, curves, intervalWords } from '../charts'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import { SUMMARY_COLUMNS } from '../columns'
import { drill, retentionPlan } from '../drill'
import { kpis } from '../kpis'
import { retentionLeftOut, retentionPopulation } from '../leftOut'
import { SUMMARY_SEARCH } from '../otherTools'
import { RETENTION_PARAMETERS } from '../parameters'
import { RETENTION_PRESETS } from '../presets'
import { bracketsOf, readQuestion } from '../question'
import { retentionSequence } from '../retentionSequence'
import { summarySql } from '../retentionSql'
import definition from './definition.md?raw'

/** The periods that the chart's summary speaks of. */
const SAID: readonly number[] = [1, 7, 30]

function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const groups = readGroups(result, values)
  const all = together(
    groups.flatMap((group) => group.rates),
    values,
  )
  const brackets = bracketsOf(values)
  const said = all
    .filter(isRated)
    .filter((rate) => brackets !== null || SAID.includes(rate.period))
    .slice(0, 4)
    .map((rate) => `${periodName(rate, values)} ${formatFixed(rate.pct, 1)} % (${ofWhat(rate, values)})`)
  const summary = said.length === 0 ? 'No period after the start can be observed yet.' : `Retained: ${said.join(', ')}.`
  const by = brokenBy(values)
  if (by !== null)
    return byValueCharts(
      byText(by),
      groups.map(({ name, rates }) => ({ name: name ?? '', size: null, rates })),
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
  about: 'Retention of all cohorts together, period by period.',
  grain: 'one row per period (and per value of the breakdown)',
  definition,
  parameters: RETENTION_PARAMETERS,
  columns: columnList(SUMMARY_COLUMNS),
  // Who enters again and again is in several cohorts.
  estimates: ({ entry }) => ({ [entry === 'recurring' ? 'amounts' : 'users']: ['eligible', 'users'] }),
  oneZone: ofRollingDays,
  reads: 'events',
  dividesByOneValue: true,
  population: retentionPopulation,
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const plan = retentionPlan(question, summarySql(question))
    return {
      ...plan,
      ...retentionSequence(question, 'retention-summary', values, plan.range),
      leftOut: retentionLeftOut(question),
    }
  },
  kernel: async (run) => (await import('../retentionKernel')).countSummary(run),
  drill,
  presets: RETENTION_PRESETS,
  otherTools: SUMMARY_SEARCH,
  charts,
  kpis,
}
