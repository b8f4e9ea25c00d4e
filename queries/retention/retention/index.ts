import { ofRollingDays } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import { RETENTION_COLUMNS } from '../columns'
import { retentionLeftOut, retentionPopulation } from '../leftOut'
import { retentionCharts } from '../charts'
import definition from './definition.md?raw'
import { drill, retentionPlan } from '../drill'
import { kpis } from '../kpis'
import { RETENTION_PARAMETERS } from '../parameters'
import { RETENTION_PRESETS } from '../presets'
import { COHORT_SEARCH } from '../otherTools'
import { readQuestion } from '../question'
import { countRetention } from '../retentionKernel'
import { retentionSequence } from '../retentionSequence'
import { retentionSql } from '../retentionSql'

export const retention: Analysis = {
  name: 'retention',
  title: 'Retention',
  about: 'How many users of each cohort came back, period by period.',
  grain: 'one row per cohort and observable period (and per value of the breakdown)',
  definition,
  parameters: RETENTION_PARAMETERS,
  columns: columnList(RETENTION_COLUMNS),
  estimates: { users: ['size', 'eligible', 'users'] },
  oneZone: ofRollingDays,
  reads: 'events',
  dividesByOneValue: true,
  population: retentionPopulation,
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const plan = retentionPlan(question, retentionSql(question))
    return {
      ...plan,
      ...retentionSequence(question, 'retention', values, plan.range),
      leftOut: retentionLeftOut(question),
    }
  },
  kernel: countRetention,
  drill,
  presets: RETENTION_PRESETS,
  otherTools: COHORT_SEARCH,
  charts: retentionCharts,
  kpis,
}
