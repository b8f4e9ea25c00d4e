import { ofRollingDays } from '../../events/oneZone'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { sampleOf } from '../../../src-renderer/query/sql/sample'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { scopedPlan } from '../../events/scopedPlan'
import { retentionPlan } from '../../retention/drill'
import { retentionLeftOut, retentionPopulation } from '../../retention/leftOut'
import { eventText, readValueQuestion } from '../question'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill } from './drill'
import { kpis } from './kpis'
import { VALUE_RETENTION_PARAMETERS } from './parameters'
import { valueRetentionSql } from './sql'

/** What cohorts of users bring, period by period and in all. */
export const valueRetention: Analysis = {
  name: 'value-retention',
  title: 'Value by cohort',
  about: 'Value per cohort, period by period, and when it pays back the acquisition cost.',
  grain: 'one row per cohort and observable period',
  definition,
  parameters: VALUE_RETENTION_PARAMETERS,
  columns: columnList(COLUMNS),
  estimates: { users: ['size', 'users'], amounts: ['sum'] },
  oneZone: ofRollingDays,
  reads: 'events',
  undividable: ({ spend_table: table }) =>
    typeof table === 'string' && table !== ''
      ? 'a table of spend says what all users of a cohort cost, not those of one value'
      : null,
  population: (values, catalog, source) => retentionPopulation({ ...values, return_event: null }, catalog, source),
  plan(values, catalog, source) {
    const question = readValueQuestion(values, catalog, source)
    const { cohorts, column, spend } = question
    if (spend !== null && typeof spend !== 'number' && sampleOf(values) !== null)
      refuse('sample', values['sample'], 'a table of spend says what all users of a cohort cost, not those of a sample')
    const notes = [
      `start: ${eventText(values, 'start_event')}, first ever`,
      `value: ${column.name} of ${eventText(values, 'value_event')}`,
      `periods: ${cohorts.periods} ${cohorts.unit}s`,
      'interval: 95 %, normal',
      ...(spend === null
        ? []
        : [
            typeof spend === 'number'
              ? `spend per user: ${spend}`
              : `spend: ${spend.amount.name} of ${spend.table.name}`,
          ]),
    ]
    return {
      ...scopedPlan(cohorts.scope, valueRetentionSql(question), retentionPlan(cohorts, '').range, notes),
      leftOut: retentionLeftOut(cohorts),
    }
  },
  drill,
  charts,
  kpis,
}
