import { seriesEstimates } from '../../trends/estimates'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { behindSeries } from '../../trends/behindSeries'
import { seriesSide } from '../../trends/changeSide'
import { populationOf } from '../../trends/population'
import { readQuestion } from '../../trends/question'
import { seriesPlan } from '../../trends/seriesPlan'
import { DATE } from '../../trends/trends/columns'
import { charts, kpis } from './charts'
import { FIGURES } from './columns'
import definition from './definition.md?raw'
import { finishChangePoint } from './finish'
import { CHANGE_POINT_PARAMETERS } from './parameters'

/** The dates on which a series went to another level. */
export const changePoint: Analysis = {
  name: 'change-point',
  title: 'When it changed',
  about: 'On which date a figure went to another level, by how much, and whether that is more than luck.',
  grain: 'one row per bucket of time and series',
  definition,
  parameters: CHANGE_POINT_PARAMETERS,
  columns: columnList({ ...DATE, ...FIGURES }),
  estimates: seriesEstimates(['value', 'level', 'change']),
  reads: 'events',
  population: (values, catalog, source) => populationOf(readQuestion(values, catalog, source)),
  plan: (values, catalog, source) => ({
    ...seriesPlan(readQuestion(values, catalog, source), values),
    finish: { analysis: 'change-point', values },
  }),
  finish: finishChangePoint,
  drill: ({ row, column }, values, catalog, source) =>
    column === 'value' ? behindSeries(readQuestion(values, catalog, source), row) : null,
  changeSide: (figure, values, catalog, source) => seriesSide(readQuestion(values, catalog, source), values, figure),
  charts,
  kpis,
}
