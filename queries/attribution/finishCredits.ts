import { formatCount } from '../../src-renderer/chart/format'
import { badParameter } from '../../src-renderer/query/sql/refuse'
import type { ResultTable, ResultValue } from '../../src-renderer/query/contract/result'
import { creditColumns } from './credits'
import { NO_TOUCH } from './journeys'
import type { AttributionModel } from './models'
import { removalEffects, shares } from './removalEffects'
import { sumUnits } from './sampleSums'

/** More channels would take minutes: the equations grow with the cube. */
const MOST_CHANNELS = 1500

export interface Credit {
  readonly channel: string
  readonly model: string
  readonly conversions: number
  readonly value: number
}

/** What credits are listed of: the channels that are numbered, those of journeys that converted, and what was summed. */
export interface CreditSums {
  readonly channels: readonly string[]
  readonly credited: ReadonlySet<number>
  readonly tally: Tally
}

/** The rows of cellsCtes with channels as numbers, ready to be summed. */
interface Cells {
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

/** Throws `bad-parameter` for more channels than the equations of the Markov model can hold, where it is asked for. */
export function checkChannels(channels: number, models: readonly AttributionModel[]): void {
  if (channels <= MOST_CHANNELS || models.every((model) => model.weight !== null)) return
  throw badParameter(
    'model',
    'markov',
    `: ${formatCount(channels)} channels are too many for the Markov model, which takes at most ${formatCount(MOST_CHANNELS)}; choose another model, or a column with fewer values.`,
  )
}

/** Sums the answer of cellsCtes for these models. Throws as checkChannels does. */
export function readSums(answer: ResultTable, models: readonly AttributionModel[]): CreditSums {
  const cells = readCells(answer, models)
  return { channels: cells.channels, credited: creditedIn(cells), tally: tallyCells(cells) }
}

function readCells(answer: ResultTable, models: readonly AttributionModel[]): Cells {
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
  checkChannels(numbers.size, models)
  return {
    rows: answer.rowCount,
    channel,
    following,
    bucket: Int32Array.from(answer.column('bucket'), Number),
    starts: answer.column('starts').map((one) => one === true),
    conversions: column('conversions'),
    amount: column('amount'),
    missed: column('missed'),
    credits: models.map((model) => {
      if (model.weight === null) return null
      const { conversions, value } = creditColumns(model)
      return { conversions: column(conversions), value: column(value) }
    }),
    channels: [...numbers.keys()],
  }
}

/** Where things stand in the sums of a sample: first the credits (see creditsOf), then totals and the steps of journeys. */
export interface Layout {
  readonly channels: number
  readonly models: number
  /** Of the credits of a model: conversions and value of each channel, then of "(none)". */
  readonly width: number
  readonly totals: number
  readonly starts: number
  readonly ends: number
  readonly steps: number
  readonly size: number
}

/** What each unit (a bucket of cellsCtes) adds to the sums, as lists of places and amounts one after the other. */
export interface Tally {
  readonly layout: Layout
  /** Units are numbered from 0 in the order of their buckets' first rows; unit u has entries offsets[u] to offsets[u + 1]. */
  readonly offsets: Uint32Array
  readonly places: Uint32Array
  readonly amounts: Float64Array
  /** The place of the Markov model among the models; -1 without it. */
  readonly markov: number
}

/** Where the sums of so many channels and models stand; `chain`: with the steps of journeys. */
export function layoutOf(channels: number, models: number, chain: boolean): Layout {
  const width = 2 * (channels + 1)
  const totals = models * width,
    starts = totals + 2,
    ends = starts + channels,
    steps = ends + 3 * channels
  return {
    channels,
    models,
    width,
    totals,
    starts,
    ends,
    steps,
    size: chain ? steps + channels * channels : totals + 2,
  }
}

/** Adds the rows up by unit, so that summing a sample anew is one pass over few numbers. */
function tallyCells(cells: Cells): Tally {
  const markov = cells.credits.indexOf(null)
  const layout = layoutOf(cells.channels.length, cells.credits.length, markov >= 0)
  const units = new Map<number, Map<number, number>>()
  for (let row = 0; row < cells.rows; row += 1) {
    const bucket = cells.bucket[row]!
    const unit = units.get(bucket) ?? new Map<number, number>()
    units.set(bucket, unit)
    const add = (place: number, amount: number): void => {
      if (amount !== 0) unit.set(place, (unit.get(place) ?? 0) + amount)
    }
    const channel = cells.channel[row]!,
      following = cells.following[row]!
    const conversions = cells.conversions[row]!,
      value = cells.amount[row]!,
      missed = cells.missed[row]!
    cells.credits.forEach((credit, model) => {
      const at = model * layout.width + 2 * (channel < 0 ? layout.channels : channel)
      add(at, channel < 0 ? conversions : (credit?.conversions[row] ?? 0))
      add(at + 1, channel < 0 ? value : (credit?.value[row] ?? 0))
    })
    if (channel < 0 || markov < 0) continue
    if (cells.starts[row] === true) add(layout.starts + channel, conversions + missed)
    if (following >= 0) add(layout.steps + channel * layout.channels + following, conversions + missed)
    else {
      add(layout.totals, conversions)
      add(layout.totals + 1, value)
      add(layout.ends + channel, conversions)
      add(layout.ends + layout.channels + channel, value)
      add(layout.ends + 2 * layout.channels + channel, missed)
    }
  }
  const lists = [...units.values()]
  const offsets = new Uint32Array(lists.length + 1)
  lists.forEach((list, unit) => {
    offsets[unit + 1] = offsets[unit]! + list.size
  })
  const places = new Uint32Array(offsets[lists.length]!),
    amounts = new Float64Array(places.length)
  let entry = 0
  for (const list of lists)
    for (const [place, amount] of list) {
      places[entry] = place
      amounts[entry] = amount
      entry += 1
    }
  return { layout, offsets, places, amounts, markov }
}

/**
 * The credits of one sample as a flat list: for each model, for each channel and then "(none)", conversions and value.
 * `sums` are its sums by place, of every unit once where absent. Markov shares all conversions with a touch, and their value,
 * by removal effects; where value has no effects of its own, it follows those of conversions.
 */
export function creditsOf(tally: Tally, sums = sumUnits(tally)): Float64Array {
  const { layout, markov } = tally
  const credits = sums.subarray(0, layout.totals)
  const [conversions, value] = [sums[layout.totals]!, sums[layout.totals + 1]!]
  if (markov < 0 || conversions <= 0) return credits
  const part = (from: number, count: number): Float64Array => sums.subarray(from, from + count)
  const effects = removalEffects({
    channels: layout.channels,
    starts: part(layout.starts, layout.channels),
    steps: part(layout.steps, layout.channels ** 2),
    converted: part(layout.ends, layout.channels),
    value: part(layout.ends + layout.channels, layout.channels),
    missed: part(layout.ends + 2 * layout.channels, layout.channels),
  })
  const ofConversions = shares(effects.conversions)
  const ofValue = shares(effects.value) ?? ofConversions
  for (let channel = 0; channel < layout.channels; channel += 1) {
    credits[markov * layout.width + 2 * channel] = conversions * (ofConversions?.[channel] ?? 0)
    credits[markov * layout.width + 2 * channel + 1] = value * (ofValue?.[channel] ?? 0)
  }
  return credits
}

/** The channels of journeys that converted. */
function creditedIn(cells: Cells): ReadonlySet<number> {
  const found = new Set<number>()
  for (let row = 0; row < cells.rows; row += 1)
    if (cells.conversions[row] !== 0 || cells.amount[row] !== 0) found.add(cells.channel[row]!)
  return found
}

/**
 * The credits of all models, with where their conversions and value stand in creditsOf: by model, the most credited first, "(none)" last.
 * A channel that no conversion followed is listed where Markov credits it for leading to others.
 */
export function listCredits(
  { channels, credited, tally }: CreditSums,
  models: readonly AttributionModel[],
): readonly (Credit & { readonly at: number })[] {
  const sums = creditsOf(tally)
  const width = 2 * (channels.length + 1)
  return models.flatMap(({ name }, model) => {
    const credit = (channel: string, index: number): Credit & { at: number } => {
      const at = model * width + 2 * index
      return { channel, model: name, conversions: sums[at]!, value: sums[at + 1]!, at }
    }
    const rows = channels
      .map(credit)
      .filter((row, index) => credited.has(index) || row.conversions > 0 || row.value > 0)
    rows.sort((a, b) => b.conversions - a.conversions || (a.channel < b.channel ? -1 : 1))
    return [...rows, credit(NO_TOUCH, channels.length)]
  })
}
