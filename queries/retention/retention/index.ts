import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { retentionLeftOut, retentionPopulation } from '../leftOut'
import { retentionCharts } from '../charts'
import definition from './definition.md?raw'
import { drill, retentionPlan } from '../drill'
import { kpis } from '../kpis'
import { RETENTION_PARAMETERS } from '../parameters'
import { RETENTION_PRESETS } from '../presets'
import { readQuestion } from '../question'
import { retentionSql } from '../retentionSql'

export const retention: Analysis = {
  name: 'retention',
  title: 'Retention',
  about: 'How many of the users who started together came back, period after period.',
  grain: 'one row per cohort and observable period (and per value of the breakdown)',
  definition,
  parameters: RETENTION_PARAMETERS,
  columns: [
    { name: 'cohort', about: 'First local date of the day, week or month in which the users started.', format: 'date' },
    { name: 'size', about: 'Users in the cohort.', format: 'integer' },
    {
      name: 'period',
      about: 'Days, weeks or months since the start; 0 is the one of the start. Of a bracket, its first.',
      format: 'integer',
    },
    {
      name: 'eligible',
      about:
        'Users of the cohort who can have reached the period; with "share of the period before", those of them ' +
        'who were retained in that.',
      format: 'integer',
    },
    { name: 'users', about: 'Those of them who were retained.', format: 'integer' },
    {
      name: 'pct',
      about: 'users / eligible as a percentage, 0 to 100; empty when nobody is eligible.',
      format: 'percent',
    },
    {
      name: 'complete',
      about:
        'False where the period is not over: users may still come back in it. Such cells are not in figures of ' +
        'all cohorts.',
      format: 'boolean',
    },
  ],
  reads: 'events',
  population: retentionPopulation,
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    return { ...retentionPlan(question, retentionSql(question)), leftOut: retentionLeftOut(question) }
  },
  drill,
  presets: RETENTION_PRESETS,
  charts: retentionCharts,
  kpis,
}
