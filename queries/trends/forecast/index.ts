import { seriesEstimates } from '../estimates'
import { columnList } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { behindSeries } from '../behindSeries'
import { seriesSide } from '../changeSide'
import { populationOf } from '../population'
import { readQuestion } from '../question'
import { seriesPlan } from '../seriesPlan'
import { DATE } from '../trends/columns'
import { charts, kpis } from './charts'
import { FIGURES } from './columns'
import definition from './definition.md?raw'
import { finishForecast } from './finish'
import { FORECAST_PARAMETERS } from './parameters'

/** What a series would do next, and how far such forecasts were off. */
export const forecast: Analysis = {
  name: 'forecast',
  title: 'Forecast',
  about: 'How a figure would go on if nothing changes, with a band as wide as earlier forecasts were wrong.',
  grain: 'one row per bucket of time, past and to come, and series',
  definition,
  parameters: FORECAST_PARAMETERS,
  columns: columnList({ ...DATE, ...FIGURES }),
  estimates: seriesEstimates(['value', 'forecast', 'low', 'high', 'held_out_error', 'other_error']),
  reads: 'events',
  population: (values, catalog, source) => populationOf(readQuestion(values, catalog, source)),
  plan: (values, catalog, source) => ({
    ...seriesPlan(readQuestion(values, catalog, source), values),
    finish: { analysis: 'forecast', values },
  }),
  finish: finishForecast,
  drill: ({ row, column }, values, catalog, source) =>
    column === 'value' && row['value'] !== null ? behindSeries(readQuestion(values, catalog, source), row) : null,
  changeSide: (figure, values, catalog, source) => seriesSide(readQuestion(values, catalog, source), values, figure),
  charts,
  kpis,
}
