import { fisherTest, needsExact } from '../../../../src-renderer/stats/exact'
import { welch } from '../../../../src-renderer/stats/means'
import { compareProportions, newcombe } from '../../../../src-renderer/stats/proportions'
import { localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'

/** What the parameters say, for the naive reference. */
export interface ExperimentChoices {
  readonly metric: string
  readonly measure: 'converted' | 'count' | 'sum' | 'days'
  readonly guardrails: readonly string[]
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
  /** By metric: events in the window, sum of their values and their dates, and the same before. */
  readonly metrics: readonly {
    readonly events: number
    readonly sum: number
    readonly before: number
    readonly sumBefore: number
    readonly days: number
    readonly daysBefore: number
  }[]
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
    users.push({
      user,
      variant: String(first.more!['variant']),
      inSeveral: exposures.some((one) => one.more!['variant'] !== first.more!['variant']),
      tooRecent: end !== Infinity && end > newest,
      metrics: [choices.metric, ...choices.guardrails].map((name) => {
        const inside = later.filter((row) => row.event === name && row.at <= end)
        const before = own.filter((row) => row.event === name && row.at < first.at && row.at >= start)
        const total = (list: typeof own): number => list.reduce((sum, row) => sum + (row.value ?? 0), 0)
        const dates = (list: typeof own): number => new Set(list.map((row) => localDate(row.at, 'UTC'))).size
        return {
          events: inside.length,
          sum: total(inside),
          days: dates(inside),
          before: before.length,
          sumBefore: total(before),
          daysBefore: dates(before),
        }
      }),
    })
  }
  return users
}

/** A metric of the users compared, value by value: [after, before]. */
function valuesOf(
  users: readonly ReferenceUser[],
  metric: number,
  measure: ExperimentChoices['measure'],
): readonly (readonly [number, number])[] {
  return users.map(({ metrics }) => {
    const { events, sum, before, sumBefore, days, daysBefore } = metrics[metric]!
    if (measure === 'sum') return [sum, sumBefore]
    if (measure === 'days') return [days, daysBefore]
    return measure === 'count' ? [events, before] : [Number(events > 0), Number(before > 0)]
  })
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
/** Of n - 1. */
export const varianceOf = (values: readonly number[]): number =>
  values.length < 2 ? 0 : values.reduce((sum, value) => sum + (value - meanOf(values)) ** 2, 0) / (values.length - 1)

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
    const before = names.slice(0, at).filter((one) => one === name).length
    const metric = before === 0 ? name : `${name} (${before + 1})`
    const measure = at === 0 ? choices.measure : 'converted'
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
      if (variant === control) return { ...row, ...none, p: null, verdict: null }
      const shares = measure === 'converted' && choices.pre_days === 0
      const [one, two] = [shareOf(own), shareOf(pairs.get(control!)!)]
      const exact = shares && needsExact(one, two)
      const found = !shares
        ? welch(sample(variant), sample(control!))
        : exact
          ? { ...compareProportions(one, two)!, ...newcombe(one, two)!, p: fisherTest(one, two) }
          : compareProportions(one, two)
      if (found === null) return { ...row, ...none }
      const known =
        exact || (found.statistic !== null && (shares || sample(variant).variance + sample(control!).variance > 1e-9))
      return {
        ...row,
        difference: unit * found.difference,
        low: unit * found.low,
        high: unit * found.high,
        ...(known ? { p: found.p } : {}),
        test: choices.pre_days > 0 ? 'cuped' : shares ? (exact ? 'exact' : 'z') : 'welch',
      }
    })
  })
}
