import { ofElapsedTime } from '../../events/oneZone'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { scopedPlan } from '../../events/scopedPlan'
import { statement } from '../../../src-renderer/query/sql/statement'
import { assignedCtes } from '../assignmentSql'
import { experimentCharts } from '../charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill } from './drill'
import { finishExperiment } from '../finish'
import { compareVariants, countUncompared, experimentSequence } from './kernel'
import { kpis } from '../kpis'
import { MARGINS_PARAMETER } from '../margins'
import { assignmentLeftOut, exposedPopulation } from '../leftOut'
import { outcomesSql } from '../outcomesSql'
import {
  CONFIDENCE_PARAMETER,
  CONTROL_PARAMETER,
  EXPOSURE_PARAMETERS,
  METRIC_MEASURES,
  METRIC_PARAMETER,
  OTHER_MEASURES,
  RECENT_PARAMETER,
  WINDOW_PARAMETER,
} from '../parameters'
import { readExperiment } from '../question'
import { SPLIT_PARAMETER } from '../split'

export const experiment: Analysis = {
  name: 'experiment',
  title: 'Experiment',
  about: 'Whether a variant beats the control, with what confidence, and what else changed.',
  grain: 'one row per metric and variant',
  definition,
  parameters: [
    METRIC_PARAMETER,
    ...METRIC_MEASURES,
    ...OTHER_MEASURES,
    ...EXPOSURE_PARAMETERS,
    CONTROL_PARAMETER,
    WINDOW_PARAMETER,
    {
      name: 'guardrails',
      type: 'events',
      label: 'Guardrails',
      default: [],
      help:
        'Events that should not become more frequent: each is a metric of its own, ' +
        'the share of users who did it, where less is better.',
    },
    {
      name: 'guardrail_measures',
      type: 'measures',
      label: 'Guardrail measures',
      default: null,
      max: 8,
      more: true,
      directed: true,
      help:
        'Measures of the model, or made here, that should not get worse; they or the model say which way is good ' +
        '("good": "up" or "down").',
    },
    MARGINS_PARAMETER,
    {
      name: 'also_better',
      type: 'events',
      label: 'Other goals',
      default: [],
      more: true,
      help: 'Further events of which more is better, each as a share of users.',
    },
    {
      name: 'better',
      type: 'choice',
      label: 'Better is',
      default: 'higher',
      more: true,
      help: 'Which way the metric should go; a measure of the model may say it itself.',
      options: [
        { value: 'higher', label: 'Higher', help: 'More is better.' },
        { value: 'lower', label: 'Lower', help: 'Less is better.' },
      ],
    },
    {
      name: 'pre_days',
      type: 'integer',
      label: 'Days before (CUPED)',
      default: 0,
      min: 0,
      max: 366,
      more: true,
      help:
        'Takes off what users did in so many days before their exposure, which makes intervals narrower; ' +
        '0 for off.',
    },
    {
      name: 'test',
      type: 'choice',
      label: 'Test of shares',
      default: 'auto',
      more: true,
      help: 'How shares of users are tested.',
      options: [
        {
          value: 'auto',
          label: 'z, or exact',
          help: "The z test; Fisher's exact test where fewer than 5 users are expected in a cell.",
        },
        { value: 'z', label: 'z', help: 'Always the z test.' },
        { value: 'exact', label: 'Exact', help: "Always Fisher's exact test, with Newcombe's interval." },
      ],
    },
    CONFIDENCE_PARAMETER,
    RECENT_PARAMETER,
    SPLIT_PARAMETER,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { users: ['users', 'converters'], kpis: ['in_several', 'too_recent'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: exposedPopulation(),
  plan(values, catalog, source) {
    const question = readExperiment(values, catalog, source)
    return {
      ...scopedPlan(question.scope, outcomesSql(question), undefined, question.notes),
      leftOut: assignmentLeftOut(question),
      finish: { analysis: 'experiment', values },
      ...experimentSequence(question, values),
    }
  },
  finish: finishExperiment,
  kernel: compareVariants,
  kpiKernel: countUncompared,
  charts: experimentCharts,
  kpis,
  kpiPlan(values, catalog, source) {
    const question = readExperiment(values, catalog, source)
    const recent = question.includeRecent ? '0' : 'count(*) FILTER (is_single AND NOT is_over)'
    const sql = statement(
      assignedCtes(question),
      `
SELECT
  count(*) FILTER (NOT is_single)::BIGINT AS in_several,
  ${recent}::BIGINT AS too_recent
FROM assigned`,
    )
    return { ...scopedPlan(question.scope, sql, undefined), ...experimentSequence(question, values, true) }
  },
  drill,
}
