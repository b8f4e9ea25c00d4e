import { ofElapsedTime } from '../../events/oneZone'
import { funnelEstimates } from '../estimates'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { ATTEMPT_PARAMETERS, BREAKDOWN_RULES, presetsWithout, TWO_STEP_PARAMETERS } from '../parameters'
import { funnelPopulation } from '../population'
import { pathsCharts } from './charts'
import definition from './definition.md?raw'
import { passPaths } from './pass'
import { drillPaths, planPaths } from './plan'

/** What users did between a funnel's steps, and after they were lost. */
export const funnelPaths: Analysis = {
  name: 'funnel-paths',
  title: 'Between the steps',
  about: 'What users did between steps, and after they dropped off.',
  grain: 'one row per step, outcome and event',
  definition,
  parameters: [
    ...TWO_STEP_PARAMETERS,
    {
      name: 'limit',
      type: 'integer',
      label: 'Events shown',
      default: 10,
      min: 1,
      max: 1000,
      more: true,
      help: 'How many events are shown after each step, for those who went on and those who were lost.',
    },
    ...ATTEMPT_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'step', about: 'number of the step after which it was done', format: 'integer' },
    { name: 'event', about: 'what the step asks for', format: 'text' },
    { name: 'outcome', about: '"went on" to the next step, or "lost"', format: 'text' },
    { name: 'did', about: 'an event that meets no step, or "(nothing else)"', format: 'text' },
    { name: 'users', about: 'users (sessions, values of the column) who did it at least once', format: 'integer' },
    {
      name: 'pct',
      about:
        'percentage of those with this outcome after this step (0–100); several events may be done, so that rows do not add up',
      format: 'percent',
    },
  ],
  estimates: funnelEstimates(['users']),
  oneZone: ofElapsedTime,
  reads: 'events',
  population: funnelPopulation,
  presets: presetsWithout(BREAKDOWN_RULES),
  plan: planPaths,
  kernel: passPaths,
  drill: drillPaths,
  charts: pathsCharts,
}
