import { seriesEstimates } from '../estimates'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { addedStatement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { behindSeries } from '../behindSeries'
import { seriesSide } from '../changeSide'
import { readDates } from '../dates'
import { addsUp } from '../figures'
import { TRENDS_SEARCH } from '../otherTools'
import { TREND_PARAMETERS } from '../parameters'
import { populationOf } from '../population'
import { measureText, readQuestion } from '../question'
import { seriesScan } from '../seriesScan'
import { seriesSequence } from '../seriesSequence'
import { trendsSql } from '../trendsSql'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { kpis } from './kpis'

export const trends: Analysis = {
  name: 'trends',
  title: 'Trends',
  about: 'Any measure, or a formula of measures, over time.',
  grain: 'one row per bucket of time, series and value of the breakdown',
  definition,
  parameters: TREND_PARAMETERS,
  columns: COLUMNS,
  estimates: seriesEstimates(['value', 'low', 'high']),
  reads: 'events',
  otherTools: TRENDS_SEARCH,
  population: (values, catalog, source) => populationOf(readQuestion(values, catalog, source)),
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const { scope, unit, show, parts, entity, before, byActive } = question
    const { from, to } = readDates(question)
    const asked = trendsSql(question)
    const sql = addsUp(question) ? asked : addedStatement(asked)
    const plan = scopedPlan(scope, sql, partitionRange({ ...scope, fromDate: from, toDate: to }, 0, 0), [
      ...parts.map(({ measure }) => `${measure.name}: ${measureText(measure)}`),
      ...(entity.isUser ? [] : [`counted: ${entity.noun}`]),
      ...(parts.some((part) => part.kind === 'per-user')
        ? [`per user: ${byActive ? 'of all active ones' : 'of those who did the event'}`]
        : []),
      ...(show === 'heatmap' ? ['buckets: hours'] : []),
      ...(before > 0 ? [`looks back ${before} ${unit}${before === 1 ? '' : 's'} before the first one shown`] : []),
    ])
    const scan = seriesScan(question, values, asked)
    return { ...plan, ...(scan.scan === undefined ? seriesSequence(question, values, plan.range) : scan) }
  },
  kernel: async (run) => (await import('./kernel')).countSeries(run),
  scan: async (run) => (await import('./scan')).scanSeries(run),
  drill: ({ row, column }, values, catalog, source) =>
    column === 'value' ? behindSeries(readQuestion(values, catalog, source), row) : null,
  changeSide: (figure, values, catalog, source) => seriesSide(readQuestion(values, catalog, source), values, figure),
  charts,
  kpis,
}
