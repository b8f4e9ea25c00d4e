import { ofElapsedTime } from '../../events/oneZone'
import { funnelEstimates } from '../estimates'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { ATTEMPT_PARAMETERS, BREAKDOWN_RULES, presetsWithout, TWO_STEP_PARAMETERS } from '../parameters'
import { funnelPopulation } from '../population'
import { liftCharts } from './charts'
import definition from './definition.md?raw'
import { finishLift } from './finish'
import { passLift } from './pass'
import { drillLift, planLift } from './plan'

/** What converters of a funnel did or had more often than those who were lost. */
export const funnelLift: Analysis = {
  name: 'funnel-lift',
  title: 'What converters did',
  about: 'What converters did, or had, more often than users who dropped off.',
  grain: 'one row per event or value that is compared',
  definition,
  parameters: [
    ...TWO_STEP_PARAMETERS,
    {
      name: 'columns',
      type: 'columns',
      label: 'Values of',
      default: [],
      max: 10,
      help: 'Columns whose values at the first step are compared too.',
    },
    {
      name: 'when',
      type: 'choice',
      label: 'Events',
      default: 'within',
      help: 'Which events are compared.',
      options: [
        {
          value: 'within',
          label: 'Within the attempt',
          help: 'After the step, up to conversion or the end of the window.',
        },
        { value: 'before', label: 'Before the attempt', help: 'As far back as the window is long.' },
      ],
    },
    {
      name: 'from_step',
      type: 'integer',
      label: 'Of those at step',
      default: 1,
      min: 1,
      max: 12,
      more: true,
      help: 'Those who reached this step are compared.',
    },
    {
      name: 'to_step',
      type: 'integer',
      label: 'Converted at step',
      default: null,
      min: 2,
      max: 12,
      more: true,
      help: 'They converted if they reached this step; empty for the last.',
    },
    {
      name: 'least',
      type: 'integer',
      label: 'At least',
      default: 10,
      min: 1,
      max: 1_000_000,
      more: true,
      help: 'What fewer than this many did or had is left out.',
    },
    // Attempts of one user are not independent, which the tests here assume: users count once.
    ...ATTEMPT_PARAMETERS.filter((spec) => spec.name !== 'counting'),
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'kind', about: '"event", or the column that the value is of', format: 'text' },
    { name: 'value', about: 'the event that was done, or the value at the first step', format: 'text' },
    {
      name: 'converted_users',
      about: 'converted users (sessions, values of the column) who had it',
      format: 'integer',
    },
    { name: 'converted_pct', about: 'percentage of all converted (0–100)', format: 'percent' },
    { name: 'lost_users', about: 'lost users who had it', format: 'integer' },
    { name: 'lost_pct', about: 'percentage of all lost (0–100)', format: 'percent' },
    {
      name: 'lift',
      about: 'converted_pct over lost_pct: 2 is twice as often, 1 no difference; none where no lost user had it',
      format: 'ratio',
    },
    { name: 'lift_low', about: 'lower end of the 95 % interval of the lift', format: 'ratio' },
    { name: 'lift_high', about: 'upper end of the 95 % interval of the lift', format: 'ratio' },
    { name: 'p', about: 'two-sided p that there is no difference', format: 'decimal' },
    { name: 'p_holm', about: 'p corrected for the number of rows compared (Holm)', format: 'decimal' },
  ],
  estimates: funnelEstimates(['converted_users', 'lost_users']),
  oneZone: ofElapsedTime,
  reads: 'events',
  population: funnelPopulation,
  presets: presetsWithout([...BREAKDOWN_RULES, 'counting']),
  plan: planLift,
  kernel: passLift,
  finish: finishLift,
  drill: drillLift,
  charts: liftCharts,
}
