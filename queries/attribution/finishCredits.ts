import { LatheError } from '../../src-renderer/model/error'
import type { ResultTable, ResultValue } from '../../src-renderer/query/resultTable'
import { NO_TOUCH } from './journeys'
import type { AttributionModel } from './models'
import { emptyChain, removalEffects, shares, type Chain } from './removalEffects'

/** More channels would take minutes: the equations grow with the cube. */
const MOST_CHANNELS = 1500

export interface Credit {
  readonly channel: string
  readonly model: string
  readonly conversions: number
  readonly value: number
}

/** The rows of cellsSql with channels as numbers, ready to be summed under weights. */
export interface Cells {
  /** In the order of the first row that names them. */
  readonly channels: readonly string[]
  readonly rows: number
  readonly bucket: Int32Array
  /** -1: conversions without a touch. */
  readonly channel: Int32Array
  /** -1: the journey ends. */
  readonly following: Int32Array
  readonly starts: readonly boolean[]
  readonly conversions: Float64Array
  readonly amount: Float64Array
  readonly missed: Float64Array
  /** Credits by model: conversions, value; null for models without weights. */
  readonly credits: readonly ({ readonly conversions: Float64Array; readonly value: Float64Array } | null)[]
}

/** Reads the answer of cellsSql for these models. Throws `bad-parameter` for more channels than the equations can hold. */
export function readCells(answer: ResultTable, models: readonly AttributionModel[]): Cells {
  const numbers = new Map<string, number>()
  const numberOf = (value: ResultValue): number => {
    if (value === null) return -1
    const channel = String(value)
    const known = numbers.get(channel)
    if (known !== undefined) return known
    numbers.set(channel, numbers.size)
    return numbers.size - 1
  }
  const column = (name: string): Float64Array => Float64Array.from(answer.column(name), Number)
  const channel = Int32Array.from(answer.column('channel'), numberOf)
  const following = Int32Array.from(answer.column('following'), numberOf)
  if (models.some((model) => model.weight === null) && numbers.size > MOST_CHANNELS) {
    throw new LatheError('bad-parameter', `model: ${numbers.size.toLocaleString('en')} channels are too many for the Markov model, which takes at most ${MOST_CHANNELS.toLocaleString('en')}; choose another model, or a column with fewer values.`, { parameter: 'model', value: 'markov' })
  }
  let place = 0
  return {
    rows: answer.rowCount, channel, following, bucket: Int32Array.from(answer.column('bucket'), Number),
    starts: answer.column('starts').map((one) => one === true),
    conversions: column('conversions'), amount: column('amount'), missed: column('missed'),
    credits: models.map((model) => {
      if (model.weight === null) return null
      const at = place++
      return { conversions: column(`c${at}`), value: column(`v${at}`) }
    }),
    channels: [...numbers.keys()],
  }
}

function chainOf(cells: Cells, times: (row: number) => number): Chain {
  const chain = emptyChain(cells.channels.length)
  for (let row = 0; row < cells.rows; row += 1) {
    const from = cells.channel[row]!
    if (from < 0) continue
    const factor = times(row)
    const journeys = factor * (cells.conversions[row]! + cells.missed[row]!)
    if (cells.starts[row] === true) chain.starts[from]! += journeys
    if (cells.following[row]! >= 0) chain.steps[from * chain.channels + cells.following[row]!]! += journeys
    else {
      chain.converted[from]! += factor * cells.conversions[row]!
      chain.value[from]! += factor * cells.amount[row]!
      chain.missed[from]! += factor * cells.missed[row]!
    }
  }
  return chain
}

/**
 * The sums of one sample as a flat list: for each model, for each channel and then "(none)", conversions and value.
 * `times` says how often a bucket counts. Markov shares all conversions with a touch, and their value, by removal effects;
 * where value has no effects of its own, it follows those of conversions.
 */
export function sumCells(cells: Cells, times?: ArrayLike<number>): Float64Array {
  const width = 2 * (cells.channels.length + 1)
  const sums = new Float64Array(cells.credits.length * width)
  const factor = times === undefined ? (): number => 1 : (row: number): number => times[cells.bucket[row]!]!
  let conversions = 0, value = 0
  for (let row = 0; row < cells.rows; row += 1) {
    const weight = factor(row)
    if (weight === 0) continue
    const channel = cells.channel[row]!
    if (channel >= 0 && cells.following[row]! < 0) {
      conversions += weight * cells.conversions[row]!
      value += weight * cells.amount[row]!
    }
    cells.credits.forEach((credit, model) => {
      const at = model * width + 2 * (channel < 0 ? cells.channels.length : channel)
      if (channel < 0) {
        sums[at]! += weight * cells.conversions[row]!
        sums[at + 1]! += weight * cells.amount[row]!
      } else if (credit !== null) {
        sums[at]! += weight * credit.conversions[row]!
        sums[at + 1]! += weight * credit.value[row]!
      }
    })
  }
  const model = cells.credits.indexOf(null)
  if (model >= 0 && conversions > 0) {
    const effects = removalEffects(chainOf(cells, factor))
    const ofConversions = shares(effects.conversions)
    const ofValue = shares(effects.value) ?? ofConversions
    for (let channel = 0; channel < cells.channels.length; channel += 1) {
      sums[model * width + 2 * channel] = conversions * (ofConversions?.[channel] ?? 0)
      sums[model * width + 2 * channel + 1] = value * (ofValue?.[channel] ?? 0)
    }
  }
  return sums
}

/** The channels of journeys that converted. */
function credited(cells: Cells): ReadonlySet<number> {
  const found = new Set<number>()
  for (let row = 0; row < cells.rows; row += 1) if (cells.conversions[row] !== 0 || cells.amount[row] !== 0) found.add(cells.channel[row]!)
  return found
}

/**
 * The credits of all models, with where their conversions and value stand in sumCells: by model, the most credited first, "(none)" last.
 * A channel that no conversion followed is listed where Markov credits it for leading to others.
 */
export function listCredits(cells: Cells, models: readonly AttributionModel[], sums: Float64Array): readonly (Credit & { readonly at: number })[] {
  const shown = credited(cells)
  const width = 2 * (cells.channels.length + 1)
  return models.flatMap(({ name }, model) => {
    const credit = (channel: string, index: number): Credit & { at: number } => {
      const at = model * width + 2 * index
      return { channel, model: name, conversions: sums[at]!, value: sums[at + 1]!, at }
    }
    const rows = cells.channels.map(credit).filter((row, index) => shown.has(index) || row.conversions > 0 || row.value > 0)
    rows.sort((a, b) => b.conversions - a.conversions || (a.channel < b.channel ? -1 : 1))
    return [...rows, credit(NO_TOUCH, cells.channels.length)]
  })
}
