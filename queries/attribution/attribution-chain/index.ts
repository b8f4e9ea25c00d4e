import { ofElapsedTime } from '../../events/oneZone'
import { elementAt } from '../../../src-renderer/base/required'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import { declaredResult } from '../../../src-renderer/query/analysis/declaredResult'
import { columnList, resultColumns, rowsOf, type RowOf } from '../../../src-renderer/query/analysis/resultColumns'
import type { Analysis } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { eventPopulation } from '../../events/populations'
import { transitionMatrix } from '../../events/transitionMatrix'
import { readSums, type CreditSums } from '../finishCredits'
import { modelsAsked } from '../models'
import {
  CHANNEL_PARAMETER,
  CONVERSION_PARAMETER,
  LOOKBACK_PARAMETER,
  MODEL_PARAMETERS,
  TOUCHES_PARAMETER,
  VALUE_PARAMETER,
} from '../parameters'
import { planAttribution } from '../plan'
import { sumCredits } from '../sumCredits'
import definition from './definition.md?raw'

const START = '(start)'
const CONVERSION = '(conversion)'
const NONE = '(none)'

const COLUMNS = resultColumns({
  source: { about: 'The channel; "(start)" where a journey begins.', format: 'text' },
  target: { about: 'The channel that follows; "(conversion)" or "(none)" where the journey ends.', format: 'text' },
  transitions: { about: 'How often one followed the other.', format: 'integer' },
  pct: { about: 'Probability (0 to 100): the share of all transitions from this source.', format: 'percent' },
})

/** As Attribution asks for its Markov model; what other models are told is as it is without being told. */
const asMarkov = (values: ParameterValues): ParameterValues => ({
  ...Object.fromEntries(MODEL_PARAMETERS.map((spec) => [spec.name, spec.default])),
  ...values,
  model: 'markov',
})

/** The steps of the chain as rows, the sources with the most transitions first. */
function chainTable({ channels, tally }: CreditSums): ResultTable {
  const { layout, places, amounts } = tally
  const sums = new Float64Array(layout.size)
  places.forEach((place, entry) => {
    sums[place] = elementAt(sums, place) + elementAt(amounts, entry)
  })
  const steps: { source: string; target: string; transitions: number }[] = []
  const add = (source: string, target: string, place: number): void => {
    const transitions = Math.round(elementAt(sums, place))
    if (transitions > 0) steps.push({ source, target, transitions })
  }
  channels.forEach((source, from) => {
    add(START, source, layout.starts + from)
    channels.forEach((target, to) => {
      add(source, target, layout.steps + from * layout.channels + to)
    })
    add(source, CONVERSION, layout.ends + from)
    add(source, NONE, layout.ends + 2 * layout.channels + from)
  })
  const leaving = new Map<string, number>()
  for (const { source, transitions } of steps) leaving.set(source, (leaving.get(source) ?? 0) + transitions)
  const all = (source: string): number => leaving.get(source) ?? 0
  const before = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return declaredResult(
    COLUMNS,
    steps
      .sort(
        (a, b) =>
          all(b.source) - all(a.source) ||
          before(a.source, b.source) ||
          b.transitions - a.transitions ||
          before(a.target, b.target),
      )
      .map((step): RowOf<typeof COLUMNS> => ({ ...step, pct: (100 * step.transitions) / all(step.source) })),
  )
}

function charts(result: ResultTable): readonly ChartSpec[] {
  return [transitionMatrix('Where a touch leads', rowsOf(COLUMNS, result))]
}

/** The transitions between channels that the Markov model is solved from. */
export const attributionChain: Analysis = {
  name: 'attribution-chain',
  title: 'Markov chain',
  about: 'Probabilities of going from channel to channel, to a conversion, or to none.',
  grain: 'one row per channel and the one that follows',
  definition,
  parameters: [
    CONVERSION_PARAMETER,
    CHANNEL_PARAMETER,
    LOOKBACK_PARAMETER,
    TOUCHES_PARAMETER,
    VALUE_PARAMETER,
    ...COMMON_PARAMETERS,
  ],
  columns: columnList(COLUMNS),
  estimates: { amounts: ['transitions'] },
  oneZone: ofElapsedTime,
  reads: 'events',
  population: eventPopulation('conversion'),
  plan(values, catalog, source) {
    const { sequence, ...plan } = planAttribution(asMarkov(values), catalog, source)
    return {
      ...plan,
      ...(sequence === undefined ? {} : { sequence: { ...sequence, analysis: 'attribution-chain' } }),
      finish: { analysis: 'attribution-chain', values },
    }
  },
  finish: (answer, values) => chainTable(readSums(answer, modelsAsked(asMarkov(values)))),
  kernel: async (run) => {
    const values = asMarkov(run.values)
    return chainTable(await sumCredits({ ...run, values }, modelsAsked(values)))
  },
  charts,
}
