import { toMicros, type LogEvent } from '../nativeDuckdb'

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
}

export interface Credit {
  readonly channel: string
  readonly conversions: number
  readonly value: number
}

const DAY_MICROS = 86_400e6

/** What each of the touches gets; null where the model is not about touches but about channels. */
export function sharesOf(model: string, channels: readonly string[], agesMicros: readonly number[], halfLifeMicros: number): readonly number[] {
  const n = channels.length
  const only = (place: number): number[] => channels.map((_, index) => (index === place ? 1 : 0))
  const ends = (first: number, last: number): number[] => {
    if (n === 1) return [1]
    if (n === 2) return [first / (first + last), last / (first + last)]
    return channels.map((_, index) => (index === 0 ? first : index === n - 1 ? last : (1 - first - last) / (n - 2)))
  }
  switch (model) {
    case 'first': return only(0)
    case 'last': return only(n - 1)
    case 'last-non-direct': {
      const place = channels.findLastIndex((channel) => channel.toLowerCase() !== 'direct')
      return only(place === -1 ? n - 1 : place)
    }
    case 'linear': return channels.map(() => 1 / n)
    case 'time-decay': {
      const weights = agesMicros.map((age) => 2 ** (-age / halfLifeMicros))
      const sum = weights.reduce((a, b) => a + b, 0)
      return weights.map((weight) => weight / sum)
    }
    case 'position': return ends(0.4, 0.4)
    case 'j': return ends(0.2, 0.6)
    case 'inverse-j': return ends(0.6, 0.2)
    case 'participation': return channels.map((channel, index) => (channels.indexOf(channel) === index ? 1 : 0))
    default: throw new Error(`no model ${model}`)
  }
}

function localDate(micros: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(micros / 1000))
}

/** Credits by channel, those without a touch as "(none)"; the conversion is the event "buy", the channel the column `channel`. */
export function attributionReference(log: readonly LogEvent[], question: AttributionQuestion): readonly Credit[] {
  const testUsers = new Set(log.filter((event) => event.test === true).map((event) => event.user))
  const rows = log.map((event, line) => ({ event, line, time: toMicros(event.ts), channel: event.more?.['channel'] as string | null | undefined ?? null }))
    .filter(({ event }) => event.user !== null && (question.includeTest || !testUsers.has(event.user)))
    .filter(({ event }) => question.onlyPlan === null || event.more?.['plan'] === question.onlyPlan)
    .sort((a, b) => a.time - b.time || a.line - b.line)
  const credits = new Map<string, { conversions: number; value: number }>([['(none)', { conversions: 0, value: 0 }]])
  const give = (channel: string, conversions: number, value: number): void => {
    const before = credits.get(channel) ?? { conversions: 0, value: 0 }
    credits.set(channel, { conversions: before.conversions + conversions, value: before.value + value })
  }
  for (const conversion of rows) {
    if (conversion.event.event !== 'buy') continue
    const date = localDate(conversion.time, question.zone)
    if ((question.from !== null && date < question.from) || (question.to !== null && date > question.to)) continue
    const touches = rows.filter((row) => row.event.user === conversion.event.user && row.event.event !== 'buy' && row.channel !== null && row.channel !== ''
      && (question.touches === null || row.event.event === question.touches)
      && row.time < conversion.time && (question.lookbackMicros === null || row.time >= conversion.time - question.lookbackMicros))
    const value = conversion.event.value ?? 0
    if (touches.length === 0) {
      give('(none)', 1, value)
      continue
    }
    const shares = sharesOf(question.model, touches.map((touch) => touch.channel!), touches.map((touch) => conversion.time - touch.time), question.halfLifeDays * DAY_MICROS)
    touches.forEach((touch, index) => { give(touch.channel!, shares[index]!, value * shares[index]!) })
  }
  return [...credits].map(([channel, credit]) => ({ channel, ...credit })).sort((a, b) => (a.channel < b.channel ? -1 : 1))
}
