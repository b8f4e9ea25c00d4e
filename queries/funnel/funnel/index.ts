import { ofElapsedTime } from '../../events/oneZone'
import { funnelEstimates } from '../estimates'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec } from '../../../src-renderer/query/contract/parameter'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { funnelPopulation } from '../population'
import { charts } from './charts'
import definition from './definition.md?raw'
import { drillFunnel } from '../drill'
import { kpis } from './kpis'
import { FUNNEL_SEARCH } from '../otherTools'
import { ATTEMPT_PARAMETERS, BREAKDOWN_PARAMETERS, FUNNEL_PRESETS, STEP_PARAMETERS } from '../parameters'
import { passFunnel, passFunnelTotal } from './pass'
import { planFunnel, planFunnelTotal } from './plan'

const MORE_COLUMNS: ParameterSpec = {
  name: 'more_columns',
  type: 'boolean',
  label: 'More columns',
  default: false,
  more: true,
  help: 'Adds the mean time from the previous step and the number lost to the table.',
}

/** Users per step of a chain of events, with what is lost and how long it takes between. */
export const funnel: Analysis = {
  name: 'funnel',
  title: 'Funnel',
  about: 'How many users complete a sequence of steps, where they drop off, and how long it takes.',
  grain: 'one row per step (and per value of the breakdown)',
  definition,
  parameters: [
    ...STEP_PARAMETERS,
    ...BREAKDOWN_PARAMETERS.filter((one) => one.more !== true),
    ...ATTEMPT_PARAMETERS,
    ...BREAKDOWN_PARAMETERS.filter((one) => one.more === true),
    MORE_COLUMNS,
    ...COMMON_PARAMETERS,
  ],
  columns: [
    { name: 'step', about: 'number of the step, from 1', format: 'integer' },
    { name: 'event', about: 'what the step asks for; with order "any", how many of the steps', format: 'text' },
    { name: 'users', about: 'users (sessions, values of the column) that reached the step', format: 'integer' },
    { name: 'pct_first', about: 'percentage of those at the first step (0–100)', format: 'percent' },
    {
      name: 'pct_previous',
      about: 'percentage of those at the previous step (0–100); 100 for the first',
      format: 'percent',
    },
    {
      name: 'median_seconds',
      about: 'median time from the previous step in seconds; none for the first',
      format: 'seconds',
    },
    {
      name: 'p90_seconds',
      about: '90th percentile of the time from the previous step in seconds; none for the first',
      format: 'seconds',
    },
  ],
  estimates: funnelEstimates(['users'], ['entered', 'completed']),
  oneZone: ofElapsedTime,
  reads: 'events',
  population: funnelPopulation,
  presets: FUNNEL_PRESETS,
  otherTools: FUNNEL_SEARCH,
  plan: planFunnel,
  kernel: passFunnel,
  drill: drillFunnel,
  charts,
  kpis,
  kpiPlan: planFunnelTotal,
  kpiKernel: passFunnelTotal,
}
