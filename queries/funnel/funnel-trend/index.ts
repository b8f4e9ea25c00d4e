import { ofElapsedTime } from '../../events/oneZone'
import { funnelEstimates } from '../estimates'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { ATTEMPT_PARAMETERS, BREAKDOWN_PARAMETERS, FUNNEL_PRESETS, STEP_PARAMETERS } from '../parameters'
import { funnelPopulation } from '../population'
import { UNIT } from '../../events/calendarUnit'
import { trendCharts } from './charts'
import definition from './definition.md?raw'
import { passTrend } from './pass'
import { drillTrend, planTrend } from './plan'

/** How a funnel's conversion moves with the date of entry. */
export const funnelTrend: Analysis = {
  name: 'funnel-trend',
  title: 'Over time',
  about: 'Funnel conversion by the date users entered.',
  grain: 'one row per date of entry (and per value of the breakdown)',
  definition,
  parameters: [
    ...STEP_PARAMETERS,
    { ...UNIT, help: 'Dates of entry are taken together by day, week or month.' },
    ...BREAKDOWN_PARAMETERS.filter((one) => one.more !== true),
    ...ATTEMPT_PARAMETERS,
    ...BREAKDOWN_PARAMETERS.filter((one) => one.more === true),
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'date', about: 'local date of entry; the first day of the week or month', format: 'date' },
    { name: 'entered', about: 'users (sessions, values of the column) that began the funnel there', format: 'integer' },
    { name: 'converted', about: 'of them, those that reached the last step', format: 'integer' },
    { name: 'pct', about: 'percentage converted of entered (0–100); none where nobody entered', format: 'percent' },
    {
      name: 'complete',
      about:
        'whether nobody more can enter, and the window of all who did is over; none without a window, where conversions can always come',
      format: 'boolean',
    },
    {
      name: 'entered_complete',
      about: 'whether nobody more can enter: the unit is over, and wholly within the data and the dates asked for',
      format: 'boolean',
    },
  ],
  estimates: funnelEstimates(['entered', 'converted']),
  oneZone: ofElapsedTime,
  reads: 'events',
  population: funnelPopulation,
  presets: FUNNEL_PRESETS,
  plan: planTrend,
  kernel: passTrend,
  drill: drillTrend,
  charts: trendCharts,
}
