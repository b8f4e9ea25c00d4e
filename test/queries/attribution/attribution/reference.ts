import { toMicros, type LogEvent } from '../../nativeDuckdb'
import { markovShares, type Journey } from './markovReference'

/** Attribution, naively, from its written definition: every conversion is looked at by itself. */
export interface AttributionQuestion {
  readonly model: string
  readonly lookbackMicros: number | null
  readonly halfLifeDays: number
  /** Only these events are touches; null: all that have a channel. */
  readonly touches: string | null
  readonly from: string | null
  readonly to: string | null
  readonly zone: string
  readonly includeTest: boolean
  /** Only events with this plan. */
  readonly onlyPlan: string | null
  /** For custom: weights and the end that they begin at. */
  readonly weights?: readonly number[]
  readonly weightsFrom?: 'first' | 'last'
  readonly decay?: 'half-life' | 'inverse-root'
}

export interface Credit {
  readonly channel: string
  readonly conversions: number
  readonly value: number
}

const DAY_MICROS = 86_400e6

/** What each of the touches gets; null where the model is not about touches but about channels. */
export function sharesOf(
  model: string,
  channels: readonly string[],
  agesMicros: readonly number[],
  halfLifeMicros: number,
): readonly number[] {
  const n = channels.length
  const only = (place: number): number[] => channels.map((_, index) => (index === place ? 1 : 0))
  const ends = (first: number, last: number): number[] => {
    if (n === 1) return [1]
    if (n === 2) return [first / (first + last), last / (first + last)]
    return channels.map((_, index) => (index === 0 ? first : index === n - 1 ? last : (1 - first - last) / (n - 2)))
  }
  switch (model) {
    case 'first':
      return only(0)
    case 'last':
      return only(n - 1)
    case 'last-non-direct': {
      const place = channels.findLastIndex((channel) => channel.toLowerCase() !== 'direct')
      return only(place === -1 ? n - 1 : place)
    }
    case 'linear':
      return channels.map(() => 1 / n)
    case 'time-decay': {
      const weights = agesMicros.map((age) => 2 ** (-age / halfLifeMicros))
      const sum = weights.reduce((a, b) => a + b, 0)
      return weights.map((weight) => weight / sum)
    }
    case 'position':
      return ends(0.4, 0.4)
    case 'j':
      return ends(0.2, 0.6)
    case 'inverse-j':
      return ends(0.6, 0.2)
    case 'shapley':
      return channels.map((channel, index) => (channels.indexOf(channel) === index ? 1 / new Set(channels).size : 0))
    case 'participation':
      return channels.map((channel, index) => (channels.indexOf(channel) === index ? 1 : 0))
    default:
      throw new Error(`no model ${model}`)
  }
}

/** Custom weights: those of the path's places, over their sum. */
function customShares(n: number, weights: readonly number[], from: 'first' | 'last'): readonly number[] {
  const given = Array.from({ length: n }, (_, index) => weights[from === 'first' ? index : n - 1 - index] ?? 0)
  const sum = given.reduce((a, b) => a + b, 0)
  return given.map((one) => (sum === 0 ? 1 / n : one / sum))
}

function localDate(micros: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(micros / 1000),
  )
}

interface ReferenceRow {
  readonly event: LogEvent
  readonly time: number
  readonly channel: string | null
}

function countedRows(log: readonly LogEvent[], question: AttributionQuestion): readonly ReferenceRow[] {
  const testUsers = new Set(log.filter((event) => event.test === true).map((event) => event.user))
  return log
    .map((event, line) => ({
      event,
      line,
      time: toMicros(event.ts),
      channel: (event.more?.['channel'] as string | null | undefined) ?? null,
    }))
    .filter(({ event }) => event.user !== null && (question.includeTest || !testUsers.has(event.user)))
    .filter(({ event }) => question.onlyPlan === null || event.more?.['plan'] === question.onlyPlan)
    .sort((a, b) => a.time - b.time || a.line - b.line)
}

/** A conversion with the touches before it. */
export interface ReferenceConversion {
  readonly user: string
  readonly time: number
  readonly value: number
  readonly touches: readonly { readonly channel: string; readonly time: number; readonly event: string }[]
}

/** Every conversion with its touches, and the channels of each user's touches that no conversion followed. */
export function referenceJourneys(
  log: readonly LogEvent[],
  question: AttributionQuestion,
): { readonly conversions: readonly ReferenceConversion[]; readonly missed: readonly (readonly string[])[] } {
  const rows = countedRows(log, question)
  const inDates = (time: number): boolean => {
    const date = localDate(time, question.zone)
    return (question.from === null || date >= question.from) && (question.to === null || date <= question.to)
  }
  const isTouch = (row: ReferenceRow): boolean =>
    row.event.event !== 'buy' &&
    row.channel !== null &&
    row.channel !== '' &&
    (question.touches === null || row.event.event === question.touches)
  const reaches = (touch: ReferenceRow, conversion: ReferenceRow): boolean =>
    touch.event.user === conversion.event.user &&
    touch.time < conversion.time &&
    (question.lookbackMicros === null || touch.time >= conversion.time - question.lookbackMicros)
  const buys = rows.filter((row) => row.event.event === 'buy' && inDates(row.time))
  const touches = rows.filter(isTouch)
  const lost = touches.filter((touch) => inDates(touch.time) && !buys.some((buy) => reaches(touch, buy)))
  return {
    conversions: buys.map((buy) => ({
      user: buy.event.user!,
      time: buy.time,
      value: buy.event.value ?? 0,
      touches: touches
        .filter((touch) => reaches(touch, buy))
        .map((touch) => ({ channel: touch.channel!, time: touch.time, event: touch.event.event })),
    })),
    missed: [...new Set(lost.map((touch) => touch.event.user))].map((user) =>
      lost.filter((touch) => touch.event.user === user).map((touch) => touch.channel!),
    ),
  }
}

/** What each touch of a conversion gets. */
export function sharesOfConversion(conversion: ReferenceConversion, question: AttributionQuestion): readonly number[] {
  const channels = conversion.touches.map((touch) => touch.channel)
  const ages = conversion.touches.map((touch) => conversion.time - touch.time)
  if (question.model === 'custom')
    return customShares(channels.length, question.weights!, question.weightsFrom ?? 'last')
  if (question.model === 'time-decay' && question.decay === 'inverse-root') {
    const weights = ages.map((age) => 1 / Math.sqrt(age / DAY_MICROS + 1))
    return weights.map((one) => one / weights.reduce((a, b) => a + b, 0))
  }
  return sharesOf(question.model, channels, ages, question.halfLifeDays * DAY_MICROS)
}

/** Markov's credits of journeys. */
export function markovCredits(journeys: readonly Journey[]): readonly Credit[] {
  const touched = journeys.filter((one) => one.channels.length > 0 && (one.conversions !== 0 || one.value !== 0))
  const sum = (rows: readonly Journey[], of: 'conversions' | 'value'): number =>
    rows.reduce((total, one) => total + one[of], 0)
  const shares = markovShares(journeys, (one) => one.conversions)
  const ofValue = markovShares(journeys, (one) => one.value) ?? shares
  const led = [...(shares ?? []), ...(ofValue ?? [])].filter(([, share]) => share > 0).map(([channel]) => channel)
  return [...new Set([...touched.flatMap((one) => one.channels), ...(touched.length === 0 ? [] : led)]), '(none)']
    .map((channel) => {
      const alone = journeys.filter((one) => one.channels.length === 0)
      if (channel === '(none)') return { channel, conversions: sum(alone, 'conversions'), value: sum(alone, 'value') }
      return {
        channel,
        conversions: sum(touched, 'conversions') * (shares?.get(channel) ?? 0),
        value: sum(touched, 'value') * (ofValue?.get(channel) ?? 0),
      }
    })
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
}

/** Credits by channel, those without a touch as "(none)"; the conversion is the event "buy", the channel the column `channel`. */
export function attributionReference(log: readonly LogEvent[], question: AttributionQuestion): readonly Credit[] {
  const { conversions, missed } = referenceJourneys(log, question)
  if (question.model === 'markov') {
    return markovCredits([
      ...conversions.map((one) => ({
        channels: one.touches.map((touch) => touch.channel),
        conversions: 1,
        value: one.value,
        missed: 0,
      })),
      ...missed.map((channels) => ({ channels, conversions: 0, value: 0, missed: 1 })),
    ])
  }
  const credits = new Map<string, { conversions: number; value: number }>([['(none)', { conversions: 0, value: 0 }]])
  const give = (channel: string, conversions: number, value: number): void => {
    const before = credits.get(channel) ?? { conversions: 0, value: 0 }
    credits.set(channel, { conversions: before.conversions + conversions, value: before.value + value })
  }
  for (const conversion of conversions) {
    if (conversion.touches.length === 0) {
      give('(none)', 1, conversion.value)
      continue
    }
    const shares = sharesOfConversion(conversion, question)
    conversion.touches.forEach((touch, index) => {
      give(touch.channel, shares[index]!, conversion.value * shares[index]!)
    })
  }
  return [...credits]
    .map(([channel, credit]) => ({ channel, ...credit }))
    .sort((a, b) => (a.channel < b.channel ? -1 : 1))
}
