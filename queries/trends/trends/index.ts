import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { countedUsersSql } from '../countedEvents'
import { readDates } from '../dates'
import { TREND_PARAMETERS } from '../parameters'
import { countsEntities, measureText, readQuestion } from '../question'
import { trendsSql } from '../trendsSql'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill } from './drill'
import { kpis } from './kpis'

export const trends: Analysis = {
  name: 'trends',
  title: 'Trends',
  about: 'Any measure of the events, or a formula over measures, over time.',
  grain: 'one row per bucket of time, series and value of the breakdown',
  definition,
  parameters: TREND_PARAMETERS,
  columns: COLUMNS,
  reads: 'events',
  population(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const all = question.byActive || question.parts.some((part) => part.is === 'TRUE')
    return {
      ...(all ? {} : { which: `(${question.conditions.map(([sql]) => sql).join(' OR ')})` }),
      ...readDates(question),
      users: countedUsersSql(question),
      needsUsers: question.entity.isUser && question.parts.every(countsEntities),
    }
  },
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const { scope, unit, show, parts, entity, before, byActive } = question
    const { from, to } = readDates(question)
    return scopedPlan(scope, trendsSql(question), partitionRange({ ...scope, fromDate: from, toDate: to }, 0, 0), [
      ...parts.map(({ measure }) => `${measure.name}: ${measureText(measure)}`),
      ...(entity.isUser ? [] : [`counted: ${entity.noun}`]),
      ...(parts.some((part) => part.kind === 'per-user')
        ? [`per user: ${byActive ? 'of all active ones' : 'of those who did the event'}`]
        : []),
      ...(show === 'heatmap' ? ['buckets: hours'] : []),
      ...(before > 0 ? [`looks back ${before} ${unit}${before === 1 ? '' : 's'} before the first one shown`] : []),
    ])
  },
  drill,
  charts,
  kpis,
}
