import type { Analysis, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { ParameterSpec, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultColumn, ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import { JOURNEY_PARAMETERS, MODEL_PARAMETER, MODEL_PARAMETERS } from '../parameters'
import definition from './definition.md?raw'
import { drillConversion, listsTouches, planConversions } from './plan'

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
  help: 'How a conversion is shared among its touches. Markov credits channels, not single conversions.',
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

/** How many conversions are listed, and how many of them have a touch. */
function kpis(result: ResultTable, values: ParameterValues): readonly Kpi[] {
  const all = result.rows()
  // A conversion is told once by its first touch, or by the row that says that it has none.
  const rows = listsTouches(values) ? all.filter((row) => row['nth'] === null || Number(row['nth']) === 1) : all
  const touched = rows.filter((row) => Number(row['touches']) > 0).length
  return [
    { label: 'Conversions', value: rows.length, format: 'integer' },
    {
      label: 'With a touch before',
      value: rows.length === 0 ? null : (100 * touched) / rows.length,
      format: 'percent',
      detail: `${touched.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')}`,
    },
    { label: 'Value', value: rows.reduce((sum, row) => sum + Number(row['value']), 0), format: 'money' },
  ]
}

/** Each conversion with the touches before it, and what a model credits each of them. */
export const attributionConversions: Analysis = {
  name: 'attribution-conversions',
  title: 'Conversions',
  about: 'Each conversion with the touches that came before it, in order, and the credit of each.',
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
  reads: 'events',
  countsUsersOnly: true,
  population: eventPopulation('conversion'),
  plan: planConversions,
  drill: drillConversion,
  kpis,
}
