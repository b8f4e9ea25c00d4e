import { ofElapsedTime } from '../../events/oneZone'
import { formatCount } from '../../../src-renderer/chart/format'
import type { Analysis, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultColumn, ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import { JOURNEY_PARAMETERS, MODEL_PARAMETER, MODEL_PARAMETERS } from '../parameters'
import definition from './definition.md?raw'
import { passConversions, passTotals } from './pass'
import { drillConversion, planConversions, planTotals } from './plan'

/** Models that credit channels, and no single conversion; and all at once, which would be a row for each. */
const NOT_OF_CONVERSIONS: readonly string[] = ['all', 'markov']

const ROWS: ParameterSpec = {
  name: 'rows',
  type: 'choice',
  label: 'A row for each',
  default: 'conversions',
  help: 'What is listed.',
  options: [
    { value: 'conversions', label: 'Conversion', help: 'With its touches in order, their times and credits as texts.' },
    { value: 'touches', label: 'Touch', help: 'With its channel, time and credit; for spreadsheets and models.' },
  ],
}
const MODEL: ParameterSpec = {
  ...MODEL_PARAMETER,
  default: 'last',
  help: 'How the credit for a conversion is divided among its touches. Markov credits channels, not single conversions.',
  options: (MODEL_PARAMETER.options ?? []).filter(({ value }) => !NOT_OF_CONVERSIONS.includes(value)),
}

const COLUMNS: readonly ResultColumn[] = [
  { name: 'user_id', about: 'who converted', format: 'text' },
  { name: 'ts', about: 'when (UTC)', format: 'datetime' },
  { name: 'value', about: 'value of the conversion; 0 without a value column', format: 'money' },
  { name: 'touches', about: 'touches within the lookback before it', format: 'integer' },
  { name: 'path', about: 'their channels in order; "(none)" without a touch', format: 'text' },
  { name: 'touched_at', about: 'when they were, by the local clock, in the same order', format: 'text' },
  { name: 'credits', about: 'what each channel is credited by the model; exact in rows=touches', format: 'text' },
  { name: '_file', about: 'the file that the conversion came from', format: 'text' },
  { name: '_line', about: 'its line there', format: 'integer' },
]

/** How many conversions there are, listed or not, and how many of them have a touch. */
function kpis(_result: ResultTable, _values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const total = (name: string): number | null =>
    more === null || more.rowCount === 0 ? null : Number(more.value(0, name))
  const [conversions, touched] = [total('conversions'), total('touched')]
  return [
    { label: 'Conversions', value: conversions, format: 'integer' },
    conversions === null || touched === null
      ? { label: 'With a touch before', value: null, format: 'percent' }
      : {
          label: 'With a touch before',
          value: conversions === 0 ? null : (100 * touched) / conversions,
          format: 'percent',
          detail: `${formatCount(touched)} of ${formatCount(conversions)}`,
        },
    { label: 'Value', value: total('amount'), format: 'money' },
  ]
}

/** Each conversion with the touches before it, and what a model credits each of them. */
export const attributionConversions: Analysis = {
  name: 'attribution-conversions',
  title: 'Conversions',
  about: 'Each conversion with the touchpoints before it, in order, and the credit each one gets.',
  grain: 'one row per conversion, or per touch of a conversion',
  definition,
  parameters: [
    ...JOURNEY_PARAMETERS.filter((one) => one.more !== true),
    MODEL,
    ROWS,
    ...JOURNEY_PARAMETERS.filter((one) => one.more === true),
    ...MODEL_PARAMETERS,
    ...COMMON_PARAMETERS,
  ],
  columns: COLUMNS,
  estimates: { kpis: ['conversions', 'touched', 'amount'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  refuses: { per: 'each conversion is listed with the user who made it' },
  lists: 'rows',
  population: eventPopulation('conversion'),
  plan: planConversions,
  kernel: passConversions,
  kpiPlan: planTotals,
  kpiKernel: passTotals,
  drill: drillConversion,
  kpis,
}
