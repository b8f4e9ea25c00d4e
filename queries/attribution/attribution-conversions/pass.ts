import { elementAt } from '../../../src-renderer/base/required'
import { computedResult } from '../../../src-renderer/query/analysis/computedResult'
import type { KernelRun } from '../../../src-renderer/query/contract/analysis'
import type { ResultTable, ResultValue } from '../../../src-renderer/query/contract/result'
import { nthSmallest } from '../../../src-renderer/stats/spread'
import { journeyCredits } from '../journeyCredits'
import { NO_TOUCH } from '../journeys'
import { modelsAsked, type AttributionModel } from '../models'
import { readDecay, readDirect, readLookback, textOf } from '../parameters'
import { UserJourneys } from '../userJourneys'
import { fourDigits } from './significant'

/** Users between two looks at whether somebody cancelled. */
const CHUNK = 2048

/** A conversion that is listed: its row of the timeline, and those of the touches before it. */
interface Listed {
  readonly user: number
  readonly row: number
  readonly touches: Int32Array
}

/** Visits each conversion with the touches before it, the journeys' from `first` to `end`. */
async function eachConversion(
  { timeline, values, pace }: KernelRun,
  visit: (journeys: UserJourneys, conversion: number, user: number) => void,
): Promise<void> {
  const columns = { conversion: timeline.flag('conversion'), touch: timeline.flag('touch'), inDates: null }
  const journeys = new UserJourneys(timeline, columns, readLookback(textOf(values, 'lookback')))
  for (let user = 0; user < timeline.users; user += 1) {
    if (user % CHUNK === 0) await pace()
    journeys.load(user)
    for (let conversion = 0; conversion < journeys.conversions; conversion += 1) visit(journeys, conversion, user)
  }
}

const touchesOf = ({ firsts, ends }: UserJourneys, conversion: number): number =>
  ends[conversion]! - firsts[conversion]!

/** The row of planTotals from one pass over the timeline. */
export async function passTotals(run: KernelRun): Promise<ResultTable> {
  const amounts = run.timeline.number('amount')
  let [conversions, touched, amount] = [0, 0, 0]
  await eachConversion(run, (journeys, one) => {
    conversions += 1
    if (touchesOf(journeys, one) > 0) touched += 1
    amount += amounts[journeys.conversionRows[one]!]!
  })
  return computedResult(
    [
      { name: 'conversions', type: 'integer' },
      { name: 'touched', type: 'integer' },
      { name: 'amount', type: 'double' },
    ],
    [{ conversions, touched, amount }],
  )
}

/** The time of the conversion with which `limit` rows are there, in order of time; and how many rows there are. */
async function findEnd(
  run: KernelRun,
  limit: number,
  byTouch: boolean,
): Promise<{ readonly until: number; readonly all: number }> {
  const found: { readonly at: number; readonly rows: number }[] = []
  let all = 0
  await eachConversion(run, (journeys, one) => {
    const rows = byTouch ? Math.max(1, touchesOf(journeys, one)) : 1
    found.push({ at: journeys.conversionAt[one]!, rows })
    all += rows
  })
  if (all <= limit) return { until: Infinity, all }
  // No more conversions than rows are needed.
  const times = Float64Array.from(found, ({ at }) => at)
  const latest = found.length <= limit ? Infinity : nthSmallest(times, limit - 1)
  let rows = 0
  const end = found
    .filter(({ at }) => at <= latest)
    .toSorted((one, other) => one.at - other.at)
    .find((one) => {
      rows += one.rows
      return rows >= limit
    })
  return { until: end?.at ?? Infinity, all }
}

/** Conversions as they happened, the first `limit` rows; whose they are and where they stand is looked up. */
export async function passConversions(run: KernelRun): Promise<ResultTable> {
  const { timeline, values } = run
  const limit = Number(values['limit'])
  const byTouch = values['rows'] === 'touches'
  const { until, all } = await findEnd(run, limit, byTouch)
  run.leaveOut('limit', Math.max(0, all - limit))
  const listed: Listed[] = []
  await eachConversion(run, (journeys, one, user) => {
    if (journeys.conversionAt[one]! > until) return
    const touches = journeys.touchRows.slice(journeys.firsts[one], journeys.ends[one])
    listed.push({ user, row: journeys.conversionRows[one]!, touches })
  })
  const place = timeline.number('place')
  const looked = await run.lookUp(listed.map(({ row }) => place[row]!))
  const keyOf = (key: ResultValue, at: ResultValue): string => `${Number(key)} ${Number(at)}`
  const known = new Map(looked.rows().map((row) => [keyOf(row['user_key']!, row['place']!), row]))
  const amounts = timeline.number('amount')
  const found = listed.map((one) => {
    const about = known.get(keyOf(timeline.keys[one.user]!, place[one.row]!))
    return {
      listed: one,
      user_id: about?.['user_id'] ?? null,
      ts: timeline.at[one.row]!,
      value: amounts[one.row]!,
      touches: one.touches.length,
      _file: about?.['_file'] ?? null,
      _line: about?.['_line'] ?? null,
    }
  })
  found.sort((a, b) => a.ts - b.ts || byText(a._file, b._file) || Number(a._line) - Number(b._line))
  const [model] = modelsAsked({ ...values, model: textOf(values, 'model') ?? 'last' })
  const tell = byTouch ? touchRows(run, model!) : conversionRow(run, model!)
  const rows: Readonly<Record<string, ResultValue>>[] = []
  for (const { listed: one, ...about } of found) {
    for (const row of tell(one))
      rows.push({ ...about, ...row, credited_value: about.value * Number(row['credit'] ?? 0) })
    if (rows.length >= limit) break
  }
  return computedResult([...BEFORE, ...(byTouch ? OF_TOUCHES : OF_CONVERSIONS), ...AFTER], rows.slice(0, limit))
}

const BEFORE = [
  { name: 'user_id', type: 'string' },
  { name: 'ts', type: 'timestamp' },
  { name: 'value', type: 'double' },
  { name: 'touches', type: 'integer' },
] as const
const OF_CONVERSIONS = [
  { name: 'path', type: 'string' },
  { name: 'touched_at', type: 'string' },
  { name: 'credits', type: 'string' },
] as const
const OF_TOUCHES = [
  { name: 'nth', type: 'integer' },
  { name: 'channel', type: 'string' },
  { name: 'touch_ts', type: 'timestamp' },
  { name: 'credit', type: 'double' },
  { name: 'credited_value', type: 'double' },
] as const
const AFTER = [
  { name: '_file', type: 'string' },
  { name: '_line', type: 'integer' },
] as const

type Rows = readonly Readonly<Record<string, ResultValue>>[]

function byText(a: ResultValue, b: ResultValue): number {
  const [one, other] = [String(a), String(b)]
  return one < other ? -1 : one > other ? 1 : 0
}

/** The channels of a conversion's touches, and what the model credits each. */
function crediting({ timeline, values }: KernelRun, model: AttributionModel) {
  const { codes, texts } = timeline.text('channel')
  const creditsOf = journeyCredits(model, { decay: readDecay(values), direct: readDirect(values) })
  return ({ row, touches }: Listed): { readonly channels: readonly string[]; readonly credits: readonly number[] } => {
    const channels = Array.from(touches, (touch) => elementAt(texts, codes[touch]!))
    const touchedAt = Array.from(touches, (touch) => timeline.at[touch]!)
    const credits = touches.length === 0 ? [] : creditsOf({ channels, touchedAt, convertedAt: timeline.at[row]! })
    return { channels, credits }
  }
}

/** A row for each touch of a conversion; one for a conversion without. */
function touchRows(run: KernelRun, model: AttributionModel): (listed: Listed) => Rows {
  const credit = crediting(run, model)
  return (listed) => {
    if (listed.touches.length === 0) return [{ nth: null, channel: NO_TOUCH, touch_ts: null, credit: 1 }]
    const { channels, credits } = credit(listed)
    return channels.map((channel, index) => ({
      nth: index + 1,
      channel,
      touch_ts: run.timeline.at[listed.touches[index]!]!,
      credit: elementAt(credits, index),
    }))
  }
}

/** The row of a conversion: its channels, their times and credits as texts. */
function conversionRow(run: KernelRun, model: AttributionModel): (listed: Listed) => Rows {
  const credit = crediting(run, model)
  const localAt = run.timeline.number('local_at')
  const clock = (row: number): string => new Date(Math.floor(localAt[row]! / 1000)).toISOString()
  return (listed) => {
    if (listed.touches.length === 0) return [{ path: NO_TOUCH, touched_at: null, credits: `${NO_TOUCH} 1` }]
    const { channels, credits } = credit(listed)
    const sums = new Map<string, number>()
    channels.forEach((channel, index) => sums.set(channel, (sums.get(channel) ?? 0) + elementAt(credits, index)))
    const told = [...sums].filter(([, sum]) => sum > 0).map(([channel, sum]) => `${channel} ${fourDigits(sum)}`)
    return [
      {
        path: channels.join(' > '),
        touched_at: Array.from(listed.touches, (touch) => clock(touch).slice(0, 19).replace('T', ' ')).join(' > '),
        credits: told.length === 0 ? null : told.join(', '),
      },
    ]
  }
}
