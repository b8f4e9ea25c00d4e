import { longest, type Timeline } from '../../src-renderer/sequence/timeline'
import type { KernelRun } from '../../src-renderer/query/contract/analysis'
import { addChainSteps } from './chainSteps'
import { needsChain } from './credits'
import { checkChannels, layoutOf, type CreditSums } from './finishCredits'
import type { AttributionModel } from './models'
import { readDecay, readDirect, readLookback, textOf } from './parameters'
import { touchShares } from './touchShares'
import { TouchWindow } from './touchWindow'
import { UnitSums } from './unitSums'
import { UserJourneys } from './userJourneys'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** The columns of `Journeys.sequence`. `missed`: the dates of touches matter, too. */
function journeysOf(timeline: Timeline, lookbackMicros: number | null, hasDates: boolean): UserJourneys {
  const columns = {
    conversion: timeline.flag('conversion'),
    touch: timeline.flag('touch'),
    inDates: hasDates ? timeline.flag('in_dates') : null,
  }
  return new UserJourneys(timeline, columns, lookbackMicros)
}

/** The channels that journeys have, numbered, by their code in the timeline; -1 for others. */
interface Numbered {
  readonly numbers: Int32Array
  readonly channels: readonly string[]
  readonly credited: ReadonlySet<number>
}

async function numberChannels(
  { timeline, pace }: KernelRun,
  journeys: UserJourneys,
  withMissed: boolean,
): Promise<Numbered> {
  const { codes, texts } = timeline.text('channel')
  const numbers = new Int32Array(texts.length).fill(-1)
  const channels: string[] = []
  const credited = new Set<number>()
  const numberOf = (touch: number): number => {
    const code = codes[journeys.touchRows[touch]!]!
    if (numbers[code]! < 0) numbers[code] = channels.push(texts[code]!) - 1
    return numbers[code]!
  }
  // Once every channel has its number and a credit, there is nothing more to find.
  for (let user = 0; user < timeline.users && credited.size < texts.length; user += 1) {
    if (user % CHUNK === 0) await pace()
    journeys.load(user)
    let seen = 0
    for (let conversion = 0; conversion < journeys.conversions; conversion += 1) {
      for (let touch = Math.max(seen, journeys.firsts[conversion]!); touch < journeys.ends[conversion]!; touch += 1)
        credited.add(numberOf(touch))
      seen = journeys.ends[conversion]!
    }
    if (withMissed) journeys.eachMissed(numberOf)
  }
  return { numbers, channels, credited }
}

/**
 * The credits of each model, from a timeline with the columns of `Journeys.sequence`: one pass for the channels, one for
 * what they get. `unitOf` says to which unit a user's key belongs (see Tally); without it all are one. Throws
 * `bad-parameter`.
 */
export async function sumCredits(
  run: KernelRun,
  models: readonly AttributionModel[],
  options: { readonly lookback?: string; readonly unitOf?: (key: number) => number } = {},
): Promise<CreditSums> {
  const { timeline, values, pace } = run
  const chain = needsChain(models)
  const hasDates = run.columns.has('in_dates')
  const lookbackMicros = readLookback(options.lookback ?? textOf(values, 'lookback'))
  const journeys = journeysOf(timeline, lookbackMicros, hasDates)
  const { numbers, channels, credited } = await numberChannels(run, journeys, chain)
  checkChannels(channels.length, models)
  const layout = layoutOf(channels.length, models.length, chain)
  const { codes } = timeline.text('channel')
  const amounts = timeline.number('amount')
  const direct = readDirect(values)
  const isDirect = channels.map((channel) => lowered(channel) === lowered(direct))
  const shares = models.map((model) => touchShares(model, readDecay(values), (channel) => isDirect[channel]!))
  const began = new Int32Array(longest(timeline) + 1)
  const window = new TouchWindow(channels.length, longest(timeline))
  const sums = new UnitSums(layout.size)
  const add = (place: number, amount: number): void => {
    sums.add(place, amount)
  }
  let amount = 0
  const shareOf = models.map((_, model) => (channel: number, part: number): void => {
    const place = model * layout.width + 2 * channel
    sums.add(place, part)
    sums.add(place + 1, amount * part)
  })
  const amountOf = (conversion: number): number => amounts[journeys.conversionRows[conversion]!]!
  const order = usersByUnit(timeline, options.unitOf)
  for (let nth = 0; nth < order.users.length; nth += 1) {
    if (nth % CHUNK === 0) await pace()
    sums.enter(order.units[nth]!)
    journeys.load(order.users[nth]!)
    if (journeys.conversions === 0 && !chain) continue
    window.begin(journeys, (row) => numbers[codes[row]!]!)
    for (const one of shares) one?.begin?.(window, journeys.touches)
    for (let conversion = 0; conversion < journeys.conversions; conversion += 1) {
      window.moveToConversion(journeys, conversion)
      amount = amountOf(conversion)
      for (let model = 0; model < shares.length; model += 1) {
        if (window.size === 0) shareOf[model]!(layout.channels, 1)
        else shares[model]?.share(window, shareOf[model]!)
      }
    }
    if (chain) addChainSteps(journeys, window.channels, layout, amountOf, add, began)
  }
  return {
    channels,
    credited,
    tally: { layout, ...sums.lists(), markov: models.findIndex((one) => one.weight === null) },
  }
}

/** A letter at a time, as the engine's lower() does it. */
export function lowered(text: string): string {
  return [...text].map((letter) => [...letter.toLowerCase()][0] ?? '').join('')
}

/** The users, those of a unit together; units ascending. */
function usersByUnit(
  { users, keys }: Timeline,
  unitOf?: (key: number) => number,
): { readonly users: Int32Array; readonly units: Int32Array } {
  const [order, units] = [new Int32Array(users), new Int32Array(users)]
  if (unitOf === undefined) return { users: order.map((_, user) => user), units }
  const both = Float64Array.from(keys, (key, user) => unitOf(key) * users + user).sort()
  both.forEach((one, nth) => {
    units[nth] = Math.floor(one / users)
    order[nth] = one % users
  })
  return { users: order, units }
}
