import { fisherTest, needsExact } from '../../../../src-renderer/stats/exact'
import { welch } from '../../../../src-renderer/stats/means'
import { compareProportions, newcombe } from '../../../../src-renderer/stats/proportions'
import { localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'

/** What the parameters say, for the naive reference. */
export interface ExperimentChoices {
  readonly metric: string
  readonly measure: 'converted' | 'count' | 'sum' | 'days' | 'avg' | 'ratio'
  /** Of a ratio: what is summed, and over what. */
  readonly ratio: { readonly over: 'events' | 'value'; readonly by: string; readonly under: 'events' | 'value' }
  readonly guardrails: readonly string[]
  /** How much worse each may get: points, or % of the control's mean. */
  readonly margins: '30' | '150%' | null
  /** Hours; null for none. */
  readonly windowHours: number | null
  readonly pre_days: number
  readonly include_recent: boolean
  readonly from: string | null
  readonly to: string | null
  readonly include_test: boolean
  readonly onlyPro: boolean
}

/** A user as the definition has them. */
export interface ReferenceUser {
  readonly user: string
  readonly variant: string
  readonly inSeveral: boolean
  readonly tooRecent: boolean
  /** By metric. */
  readonly metrics: readonly Doings[]
  /** Of the event that a ratio is divided by. */
  readonly divisor: Doings
}

/** What a user did of an event after the exposure in the window: how often, with which values, on how many dates; and before. */
interface Doings {
  readonly events: number
  readonly sum: number
  /** Events with a value. */
  readonly values: number
  readonly days: number
  readonly before: number
  readonly sumBefore: number
  readonly daysBefore: number
}

/** Every user whose first exposure falls in the dates, one by one, by plain loops. */
export function referenceUsers(events: readonly LogEvent[], choices: ExperimentChoices): readonly ReferenceUser[] {
  const testers = new Set(events.filter((event) => event.test === true).map((event) => event.user))
  const newest = Math.max(...events.map((event) => toMicros(event.ts)))
  const rows = events
    .map((event, line) => ({ ...event, at: toMicros(event.ts), line }))
    .filter(
      (event) =>
        event.user !== null &&
        (choices.include_test || !testers.has(event.user)) &&
        (!choices.onlyPro || event.more!['plan'] === 'pro'),
    )
    .sort((one, two) => one.at - two.at || one.line - two.line)
  const users: ReferenceUser[] = []
  for (const user of new Set(rows.map((row) => row.user!))) {
    const own = rows.filter((row) => row.user === user)
    const exposures = own.filter((row) => row.event === 'seen' && row.more!['variant'] !== null)
    const first = exposures[0]
    if (first === undefined) continue
    const date = localDate(first.at, 'UTC')
    if ((choices.from !== null && date < choices.from) || (choices.to !== null && date > choices.to)) continue
    const end = choices.windowHours === null ? Infinity : first.at + choices.windowHours * 3600e6
    const start = first.at - choices.pre_days * 86_400e6
    const later = own.slice(own.indexOf(first) + 1)
    const doings = (name: string): Doings => {
      const inside = later.filter((row) => row.event === name && row.at <= end)
      const before = own.filter((row) => row.event === name && row.at < first.at && row.at >= start)
      const total = (list: typeof own): number => list.reduce((sum, row) => sum + (row.value ?? 0), 0)
      const dates = (list: typeof own): number => new Set(list.map((row) => localDate(row.at, 'UTC'))).size
      return {
        events: inside.length,
        sum: total(inside),
        values: inside.filter((row) => row.value !== null && row.value !== undefined).length,
        days: dates(inside),
        before: before.length,
        sumBefore: total(before),
        daysBefore: dates(before),
      }
    }
    users.push({
      user,
      variant: String(first.more!['variant']),
      inSeveral: exposures.some((one) => one.more!['variant'] !== first.more!['variant']),
      tooRecent: end !== Infinity && end > newest,
      metrics: [choices.metric, ...choices.guardrails].map(doings),
      divisor: doings(choices.ratio.by),
    })
  }
  return users
}

/** A metric of the users compared, value by value: [after, before]. */
function valuesOf(
  users: readonly ReferenceUser[],
  metric: number,
  measure: 'converted' | 'count' | 'sum' | 'days',
): readonly (readonly [number, number])[] {
  return users.map(({ metrics }) => {
    const { events, sum, before, sumBefore, days, daysBefore } = metrics[metric]!
    if (measure === 'sum') return [sum, sumBefore]
    if (measure === 'days') return [days, daysBefore]
    return measure === 'count' ? [events, before] : [Number(events > 0), Number(before > 0)]
  })
}

/** What is divided and by what, user by user. */
function partsOf(users: readonly ReferenceUser[], { measure, ratio }: ExperimentChoices): readonly Part[] {
  return users.map(({ metrics: [goal], divisor }) => {
    if (measure === 'avg') return { over: goal!.sum, under: goal!.values }
    return {
      over: ratio.over === 'value' ? goal!.sum : goal!.events,
      under: ratio.under === 'value' ? divisor.sum : divisor.events,
    }
  })
}

interface Part {
  readonly over: number
  readonly under: number
}

/**
 * A ratio of sums over users, as a mean whose variance is that of the delta method: var(R) = (s²(N) - 2 R s(N, D) + R² s²(D)) /
 * (n mean(D)²), here times n. Null where it is divided by nothing.
 */
function deltaSample(parts: readonly Part[]): { count: number; mean: number; variance: number } | null {
  const [over, under] = [parts.map((part) => part.over), parts.map((part) => part.under)]
  if (meanOf(under) === 0) return null
  const mean = meanOf(over) / meanOf(under)
  const both = parts.reduce((sum, part) => sum + (part.over - meanOf(over)) * (part.under - meanOf(under)), 0)
  const covariance = parts.length < 2 ? 0 : both / (parts.length - 1)
  const variance = (varianceOf(over) - 2 * mean * covariance + mean ** 2 * varianceOf(under)) / meanOf(under) ** 2
  return { count: parts.length, mean, variance: variance < 1e-12 ? 0 : variance }
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
/** Of n - 1. */
export const varianceOf = (values: readonly number[]): number =>
  values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - meanOf(values)) ** 2, 0) / (values.length - 1)

/** Non-inferiority of an event of which less is better, by its interval; all in points. */
function guardrailOf(low: number, high: number, control: number, { margins }: ExperimentChoices): object {
  const margin = margins === null ? 0 : margins === '30' ? 30 : 1.5 * Math.abs(control)
  const guardrail = high <= margin + 1e-9 ? 'held' : low > margin + 1e-9 ? 'broken' : 'not shown'
  return { margin, guardrail }
}

/** A share of users as the tests of shares take it. */
const shareOf = (values: readonly (readonly [number, number])[]) => ({
  successes: values.filter(([y]) => y > 0).length,
  trials: values.length,
})

/**
 * The comparison by the definition: CUPED user by user (the slope within variants, then every user's value less what it says
 * of them), and the library's tests. `p` is left out where there is no spread, since rounding alone would decide it.
 */
export function referenceExperiment(events: readonly LogEvent[], choices: ExperimentChoices): readonly object[] {
  const counted = referenceUsers(events, choices).filter(
    (user) => !user.inSeveral && (choices.include_recent || !user.tooRecent),
  )
  const variants = [...new Set(counted.map((user) => user.variant))].sort()
  const control = ['control', 'a'].find((name) => variants.includes(name)) ?? variants[0]
  return [choices.metric, ...choices.guardrails].flatMap((name, at, names) => {
    // A metric that comes again says so.
    const before = names.slice(choices.measure === 'ratio' ? 1 : 0, at).filter((one) => one === name).length
    const metric = before === 0 ? name : `${name} (${before + 1})`
    const measure = at === 0 ? choices.measure : 'converted'
    if (measure === 'avg' || measure === 'ratio') return referenceRatio(counted, variants, control, choices)
    const unit = measure === 'converted' ? 100 : 1
    const pairs = new Map(
      variants.map((variant) => [
        variant,
        valuesOf(
          counted.filter((user) => user.variant === variant),
          at,
          measure,
        ),
      ]),
    )
    const deviations = [...pairs.values()].flatMap((own) =>
      own.map(([y, x]) => [y - meanOf(own.map((one) => one[0])), x - meanOf(own.map((one) => one[1]))] as const),
    )
    const spread = deviations.reduce((sum, [, x]) => sum + x * x, 0)
    const slope =
      choices.pre_days === 0 || spread < 1e-9 ? 0 : deviations.reduce((sum, [y, x]) => sum + x * y, 0) / spread
    const preMean = meanOf([...pairs.values()].flat().map(([, x]) => x))
    const sample = (variant: string) => {
      const values = pairs.get(variant)!.map(([y, x]) => y - slope * (x - preMean))
      return { count: values.length, mean: meanOf(values), variance: varianceOf(values) }
    }
    return variants.map((variant) => {
      const own = pairs.get(variant)!
      const row = {
        metric,
        variant,
        is_control: variant === control,
        users: own.length,
        converters: counted.filter((user) => user.variant === variant && user.metrics[at]!.events > 0).length,
        mean: unit * meanOf(own.map(([y]) => y)),
      }
      const none = { difference: null, low: null, high: null }
      if (variant === control) return { ...row, ...none, p: null, verdict: null, margin: null, guardrail: null }
      const shares = measure === 'converted' && choices.pre_days === 0
      const [one, two] = [shareOf(own), shareOf(pairs.get(control!)!)]
      const baseOf = (): number => (shares ? two.successes / two.trials : sample(control!).mean)
      const exact = shares && needsExact(one, two)
      const found = !shares
        ? welch(sample(variant), sample(control!))
        : exact
          ? { ...compareProportions(one, two)!, ...newcombe(one, two)!, p: fisherTest(one, two) }
          : compareProportions(one, two)
      if (found === null) return { ...row, ...none, guardrail: at === 0 ? null : 'not shown' }
      const known =
        exact || (found.statistic !== null && (shares || sample(variant).variance + sample(control!).variance > 1e-9))
      return {
        ...row,
        ...(at === 0
          ? { guardrail: null }
          : guardrailOf(unit * found.low, unit * found.high, unit * baseOf(), choices)),
        difference: unit * found.difference,
        low: unit * found.low,
        high: unit * found.high,
        ...(known ? { p: found.p } : {}),
        test: choices.pre_days > 0 ? 'cuped' : shares ? (exact ? 'exact' : 'z') : 'welch',
      }
    })
  })
}

/** The rows of the first metric where it is a ratio. */
function referenceRatio(
  counted: readonly ReferenceUser[],
  variants: readonly string[],
  control: string | undefined,
  choices: ExperimentChoices,
): readonly object[] {
  const samples = new Map(
    variants.map((variant) => {
      const users = counted.filter((user) => user.variant === variant)
      return [variant, { users, sample: deltaSample(partsOf(users, choices)) }] as const
    }),
  )
  const { ratio } = choices
  const base = samples.get(control!)?.sample ?? null
  const called = (what: 'events' | 'value', event: string): string => (what === 'events' ? event : `value of ${event}`)
  return variants.map((variant) => {
    const { users, sample } = samples.get(variant)!
    const counts = ({ metrics: [goal], divisor }: ReferenceUser): boolean =>
      goal!.events > 0 || (choices.measure === 'ratio' && divisor.events > 0)
    const row = {
      metric:
        choices.measure === 'avg'
          ? choices.metric
          : `${called(ratio.over, choices.metric)} / ${called(ratio.under, ratio.by)}`,
      variant,
      is_control: variant === control,
      users: users.length,
      converters: users.filter(counts).length,
      mean: sample?.mean ?? null,
    }
    const found = variant === control || sample === null || base === null ? null : welch(sample, base)
    if (found === null) return { ...row, difference: null, low: null, high: null, p: null, verdict: null, test: null }
    const { difference, low, high, p, statistic } = found
    return { ...row, difference, low, high, ...(statistic === null ? {} : { p }), test: 'delta' }
  })
}
