import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { WHO } from '../entityValues'
import { MEASURE_PARAMETERS } from '../measure'
import { charts, kpis } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { drill } from './drill'
import { readDistribution } from './question'
import { distributionSql, figuresSql } from './sql'

/** How the values of a column, or a measure of each user, are spread. */
export const distribution: Analysis = {
  name: 'distribution',
  title: 'Distribution',
  about:
    'How the values of a column, or a measure of each user, are spread: histogram, quantiles, share up to a bound.',
  grain: 'one row per bin',
  definition,
  parameters: [
    {
      name: 'column',
      type: 'column',
      label: 'Column',
      default: null,
      help: "A column of numbers: each event's value counts; empty for a measure of each user.",
    },
    ...MEASURE_PARAMETERS.map((spec) =>
      spec.name === 'event'
        ? {
            ...spec,
            help: 'The events whose column counts, or that are counted; empty for any. A measure has its own.',
          }
        : spec,
    ),
    {
      name: 'bins',
      type: 'text',
      label: 'Bins',
      default: null,
      help: 'About how many, or their bounds: 0, 1, 5, 10; empty for about 20 with round bounds.',
    },
    {
      name: 'scale',
      type: 'choice',
      label: 'Scale',
      default: 'linear',
      help: 'How the bounds of bins follow one another.',
      options: [
        { value: 'linear', label: 'Even', help: 'Bins of one width, or those given.' },
        { value: 'log', label: 'Logarithmic', help: '1, 2, 5, 10, 20 …: for values of very different size.' },
      ],
    },
    WHO,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['n'], kpis: ['n'] },
  reads: 'events',
  population: (values, catalog, source) => readDistribution(values, catalog, source).population,
  plan(values, catalog, source) {
    const question = readDistribution(values, catalog, source)
    const { scope, label, noun, leftOut } = question
    return {
      ...scopedPlan(scope, distributionSql(question), partitionRange(scope, 0, 0), [`${label}, of ${noun}`]),
      leftOut,
    }
  },
  kpiPlan(values, catalog, source) {
    const question = readDistribution(values, catalog, source)
    return scopedPlan(question.scope, figuresSql(question), partitionRange(question.scope, 0, 0))
  },
  drill,
  charts,
  kpis,
}
