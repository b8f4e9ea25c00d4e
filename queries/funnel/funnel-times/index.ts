import { ofElapsedTime } from '../../events/oneZone'
import { funnelEstimates } from '../estimates'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { ATTEMPT_PARAMETERS, BREAKDOWN_RULES, presetsWithout, TWO_STEP_PARAMETERS } from '../parameters'
import { funnelPopulation } from '../population'
import { timesCharts, timesKpis } from './charts'
import definition from './definition.md?raw'
import { passTimes, passTimesSummary } from './pass'
import { drillTimes, planTimes, planTimesSummary } from './plan'

/** How long it takes from one step of a funnel to another. */
export const funnelTimes: Analysis = {
  name: 'funnel-times',
  title: 'Time to convert',
  about: 'Time users take from one step to another.',
  grain: 'one row per span of time',
  definition,
  parameters: [
    ...TWO_STEP_PARAMETERS,
    {
      name: 'from_step',
      type: 'integer',
      label: 'From step',
      default: 1,
      min: 1,
      max: 12,
      help: 'The step that times run from.',
    },
    {
      name: 'to_step',
      type: 'integer',
      label: 'To step',
      default: null,
      min: 2,
      max: 12,
      help: 'The step that times run to; empty for the last.',
    },
    {
      name: 'bin',
      type: 'duration',
      label: 'Width of a bar',
      default: null,
      more: true,
      help: 'The span of time that one bar holds; empty for one that fits.',
    },
    {
      name: 'bins',
      type: 'integer',
      label: 'Bars',
      default: 24,
      min: 1,
      max: 200,
      more: true,
      help: 'At most this many bars; longer times stand together in one more.',
    },
    {
      name: 'begin',
      type: 'choice',
      label: 'Bars begin at',
      default: 'round',
      more: true,
      help: 'Where the first bar begins.',
      options: [
        { value: 'round', label: 'A round time', help: 'A multiple of the width, at or below the shortest time.' },
        { value: 'zero', label: 'No time at all' },
        { value: 'shortest', label: 'The shortest time' },
      ],
    },
    ...ATTEMPT_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'from_seconds', about: 'the shortest time in the row, in seconds', format: 'seconds' },
    {
      name: 'to_seconds',
      about: 'times in the row are shorter than this, in seconds; none for the last row where it is open',
      format: 'seconds',
    },
    { name: 'users', about: 'users (sessions, values of the column) whose time lies there', format: 'integer' },
    { name: 'pct', about: 'percentage of those who reached both steps (0–100)', format: 'percent' },
    { name: 'pct_within', about: 'percentage of them in this row and those before (0–100)', format: 'percent' },
  ],
  estimates: funnelEstimates(['users'], ['users', 'entered']),
  oneZone: ofElapsedTime,
  reads: 'events',
  population: funnelPopulation,
  presets: presetsWithout(BREAKDOWN_RULES).map((preset) =>
    preset.name === 'posthog' ? { ...preset, values: { ...preset.values, begin: 'shortest' } } : preset,
  ),
  plan: planTimes,
  kernel: passTimes,
  kpiPlan: planTimesSummary,
  kpiKernel: passTimesSummary,
  drill: drillTimes,
  charts: timesCharts,
  kpis: timesKpis,
}
