import type { Analysis, QueryPlan } from '../../src-renderer/query/definition'
import { partitionRange } from '../active-users/activeDays'
import { retentionCharts } from './charts'
import definition from './definition.md?raw'
import { kpis } from './kpis'
import { readQuestion, RETENTION_PARAMETERS, type RetentionQuestion } from './question'
import { retentionSql } from './retentionSql'

const UNIT_DAYS = { day: 1, week: 7, month: 31 } as const

/** A plan for SQL about a retention question: its dates, its zone and what was filled in. */
export function retentionPlan(question: RetentionQuestion, sql: string): QueryPlan {
  const { scope, entry, criterion, unit, periods } = question
  const after = criterion === 'on-or-after' ? null : (periods + 1) * UNIT_DAYS[unit] + 1
  return {
    sql, range: partitionRange(scope, entry === 'first-ever' ? null : 0, after),
    ...(scope.timezone === null ? {} : { timezone: scope.timezone }), notes: question.notes,
  }
}

export const retention: Analysis = {
  name: 'retention',
  title: 'Retention',
  about: 'How many of the users who started together came back, period after period.',
  grain: 'one row per cohort and observable period',
  definition,
  parameters: RETENTION_PARAMETERS,
  columns: [
    { name: 'cohort', about: 'First local date of the day, week or month in which the users started.', format: 'date' },
    { name: 'size', about: 'Users in the cohort.', format: 'integer' },
    { name: 'period', about: 'Days, weeks or months since the start; 0 is the one of the start.', format: 'integer' },
    { name: 'eligible', about: 'Users of the cohort who can have reached the period.', format: 'integer' },
    { name: 'users', about: 'Those of them who were retained.', format: 'integer' },
    { name: 'pct', about: 'users / eligible as a percentage, 0 to 100.', format: 'percent' },
  ],
  reads: 'events',
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    return retentionPlan(question, retentionSql(question))
  },
  charts: retentionCharts,
  kpis,
}
