import { seriesEstimates } from '../estimates'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { partitionRange } from '../../events/activeDays'
import { scopedPlan } from '../../events/scopedPlan'
import { behindSeries } from '../behindSeries'
import { readDates } from '../dates'
import { populationOf } from '../population'
import { measureText } from '../question'
import { anomaliesSql } from './anomaliesSql'
import { anomalySide } from './changeSide'
import { charts } from './charts'
import { COLUMNS } from './columns'
import definition from './definition.md?raw'
import { kpis } from './kpis'
import { ANOMALY_PARAMETERS } from './parameters'
import { hasMeasures, lookBack, readQuestion } from './question'

/** The columns in the unit of the figure that is watched. */
const FIGURES = ['value', 'mean_before', 'median', 'mad', 'expected_low', 'expected_high']

export const anomalies: Analysis = {
  name: 'anomalies',
  title: 'Anomalies',
  about: 'Unusual drops, rises and outliers in a series of Trends, compared with earlier same weekdays.',
  grain: 'one row per bucket of time and series',
  definition,
  parameters: ANOMALY_PARAMETERS,
  columns: columnList(COLUMNS),
  estimates: (values, catalog) =>
    hasMeasures(values) ? seriesEstimates(FIGURES)(values, catalog) : { amounts: FIGURES },
  reads: 'events',
  population: (values, catalog, source) => populationOf(readQuestion(values, catalog, source).trend),
  plan(values, catalog, source) {
    const question = readQuestion(values, catalog, source)
    const { trend, thresholds } = question
    const { from, to } = readDates({ ...trend, before: trend.before + lookBack(question) })
    return scopedPlan(
      trend.scope,
      anomaliesSql(question),
      partitionRange({ ...trend.scope, fromDate: from, toDate: to }, 0, 0),
      [
        ...(hasMeasures(values) ? trend.parts.map(({ measure }) => `${measure.name}: ${measureText(measure)}`) : []),
        ...(trend.entity.isUser ? [] : [`counted: ${trend.entity.noun}`]),
        `${thresholds.lookFor === 'both' ? 'drops and rises' : thresholds.lookFor} above ${thresholds.mediumPct} and ` +
          `${thresholds.highPct} %, robust z above ${thresholds.z}`,
      ],
    )
  },
  drill: ({ row, column }, values, catalog, source) =>
    column === 'value' ? behindSeries(readQuestion(values, catalog, source).trend, row) : null,
  changeSide: anomalySide,
  charts,
  kpis,
}
