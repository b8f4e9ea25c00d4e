import { normalQuantile, normalTwoSided } from '../../../../src-renderer/stats/normal'
import { welch } from '../../../../src-renderer/stats/means'
import { addDays, localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'

export interface MatchedLog {
  readonly events: readonly LogEvent[]
  readonly timezone: string
}
export interface MatchedChoice {
  readonly days: number
  readonly measure: 'converted' | 'count'
  readonly properties: readonly string[]
}

/** The choice that all share: `try` may be taken up on two days from 5 March on. */
export const START = '2024-03-05'
export const TAKE_UP = 2
const NEAR = 1e-6

interface Person {
  readonly isTreated: boolean
  readonly outcome: number
  readonly like: readonly (readonly [name: string, value: number])[]
}

const mean = (list: readonly number[]): number => list.reduce((sum, one) => sum + one, 0) / list.length
const variance = (list: readonly number[]): number =>
  list.length < 2 ? 0 : list.reduce((sum, one) => sum + (one - mean(list)) ** 2, 0) / (list.length - 1)
const between = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000

/** What each user was like, took up and did, by the definition; null where the log has no days for it. */
function peopleOf({ events, timezone }: MatchedLog, { days, measure, properties }: MatchedChoice): Person[] | null {
  const dated = events
    .map((event, line) => ({ ...event, line, at: toMicros(event.ts), date: localDate(toMicros(event.ts), timezone) }))
    .sort((a, b) => a.at - b.at || a.line - b.line)
  if (dated.length === 0) return null
  const span = Math.min(days, between(dated[0]!.date, START), between(START, dated.at(-1)!.date) - TAKE_UP)
  if (span < 1) return null
  const [first, after, end] = [addDays(START, -span), addDays(START, TAKE_UP), addDays(START, TAKE_UP + span)]
  const users = [...new Set(dated.map((event) => event.user))].filter((user) => user !== null)
  const studied = users.flatMap((user) => {
    const own = dated.filter((event) => event.user === user)
    const early = own.filter((event) => event.date < START)
    const recent = early.filter((event) => event.date >= first)
    if (recent.length === 0 || early.some((event) => event.event === 'try')) return []
    const bought = own.filter((event) => event.event === 'buy' && event.date >= after && event.date < end).length
    return [
      {
        isTreated: own.some((event) => event.event === 'try' && event.date >= START && event.date < after),
        outcome: measure === 'count' ? bought : Math.min(1, bought),
        plan: (early.filter((event) => event.more!['plan'] !== null).at(-1)?.more!['plan'] ?? '(none)') as string,
        like: [
          ['events before (log)', Math.log(1 + recent.length)],
          ['active days before', new Set(recent.map((event) => event.date)).size],
          ['days since the last event', between(early.at(-1)!.date, START)],
          ['days since the first event', between(early[0]!.date, START)],
          ['metric events before (log)', Math.log(1 + recent.filter((event) => event.event === 'buy').length)],
        ] as const,
      },
    ]
  })
  const plans = [...new Set(studied.map((one) => one.plan))]
    .map((plan) => ({ plan, count: studied.filter((one) => one.plan === plan).length }))
    .sort((a, b) => b.count - a.count || (a.plan < b.plan ? -1 : 1))
    .slice(1)
  return studied.map(({ plan, like, ...one }) => ({
    ...one,
    like: [
      ...like,
      ...(properties.length === 0
        ? []
        : plans.map((other) => [`plan = ${other.plan}`, plan === other.plan ? 1 : 0] as const)),
    ],
  }))
}

/** Log odds by gradient steps, as long as anything changes. */
function logOdds(people: readonly Person[]): number[] {
  const columns = people[0]!.like
    .map((_, at) => people.map((one) => one.like[at]![1]))
    .filter((column) => column.some((one) => one !== column[0]))
    .map((column) => {
      const spread = Math.sqrt(mean(column.map((one) => (one - mean(column)) ** 2)))
      return column.map((one) => (one - mean(column)) / spread)
    })
  const step = 1 / (0.25 * people.length * (columns.length + 1) + 1)
  let intercept = 0
  const weights = columns.map(() => 0)
  const odds = (): number[] =>
    people.map((_, user) => intercept + columns.reduce((sum, column, at) => sum + weights[at]! * column[user]!, 0))
  for (let round = 0; round < 100_000; round++) {
    const missed = odds().map((one, user) => (people[user]!.isTreated ? 1 : 0) - 1 / (1 + Math.exp(-one)))
    const slopes = columns.map(
      (column, at) => column.reduce((sum, value, user) => sum + value * missed[user]!, 0) - weights[at]!,
    )
    const slope = missed.reduce((sum, one) => sum + one, 0)
    intercept += step * slope
    slopes.forEach((one, at) => (weights[at] = weights[at]! + step * one))
    if (Math.max(Math.abs(slope), ...slopes.map(Math.abs)) < 1e-11) break
  }
  return odds()
}

/** Those nearest to one, all that are as near. */
function nearest<T extends { readonly odds: number }>(
  one: { readonly odds: number },
  from: readonly T[],
): readonly T[] {
  const least = Math.min(...from.map((other) => Math.abs(other.odds - one.odds)))
  return from.filter((other) => Math.abs(other.odds - one.odds) <= least + NEAR)
}

const untold = (what: string, [treated, others]: readonly [number, number]): object => ({
  kind: 'effect',
  what,
  treated_users: treated,
  control_users: others,
  difference: null,
})

/** By the definition; null where the log has no days for it. */
export function referenceMatched(log: MatchedLog, choice: MatchedChoice): readonly object[] | null {
  const people = peopleOf(log, choice)
  if (people === null) return null
  const sides = [people.filter((one) => one.isTreated).length, people.filter((one) => !one.isTreated).length] as const
  if (Math.min(...sides) < 5) return [untold('unadjusted', sides), untold('matched', [0, 0]), untold('weighted', sides)]
  const odds = logOdds(people)
  const scored = people.map((one, at) => ({ ...one, odds: odds[at]! }))
  const treated = scored.filter((one) => one.isTreated)
  const others = scored.filter((one) => !one.isTreated)
  const oddsOf = (list: readonly { readonly odds: number }[]) => list.map((one) => one.odds)
  const caliper = 0.2 * Math.sqrt((variance(oddsOf(treated)) + variance(oddsOf(others))) / 2)
  const pairs = treated
    .map((one) => ({ one, with: nearest(one, others) }))
    .filter((pair) => Math.abs(pair.with[0]!.odds - pair.one.odds) <= caliper + NEAR)
  const isTold = 2 * pairs.length >= treated.length
  const gaps = pairs.map((pair) => pair.one.outcome - mean(pair.with.map((other) => other.outcome)))
  const effect = mean(gaps)
  const shares = others.map((other) =>
    pairs.flatMap((pair) => (pair.with.includes(other) ? [1 / pair.with.length] : [])),
  )
  const weightOf = (at: number): number => shares[at]!.reduce((sum, one) => sum + one, 0)
  const errors = others.map((other, at) => {
    if (shares[at]!.length === 0) return 0
    const alike = nearest(
      other,
      others.filter((one) => one !== other),
    )
    const sigma = (alike.length / (alike.length + 1)) * (other.outcome - mean(alike.map((one) => one.outcome))) ** 2
    return (weightOf(at) ** 2 - shares[at]!.reduce((sum, one) => sum + one ** 2, 0)) * sigma
  })
  const spread = gaps.reduce((sum, one) => sum + (one - effect) ** 2, 0) + errors.reduce((sum, one) => sum + one, 0)
  const unit = choice.measure === 'converted' ? 100 : 1
  const row = (what: string, users: readonly [number, number], high: number, low: number, error: number) => {
    const half = normalQuantile(0.975) * error
    return {
      kind: 'effect',
      what,
      treated_users: users[0],
      control_users: users[1],
      treated: unit * high,
      control: unit * low,
      difference: unit * (high - low),
      low: unit * (high - low - half),
      high: unit * (high - low + half),
      // Without any spread, p is 1 or 0, which rounding decides.
      ...(error < 1e-9 ? {} : { p: normalTwoSided((high - low) / error) }),
    }
  }
  const outcomes = (list: readonly Person[]) => list.map((one) => one.outcome)
  const sample = (list: readonly Person[]) => ({
    count: list.length,
    mean: mean(outcomes(list)),
    variance: variance(outcomes(list)),
  })
  const plain = welch(sample(treated), sample(others))!
  const all = [treated.length, others.length] as const
  const weights = others.map((one) => Math.exp(one.odds))
  const total = weights.reduce((sum, one) => sum + one, 0)
  const weighed = others.reduce((sum, one, at) => sum + weights[at]! * one.outcome, 0) / total
  const weighedSpread =
    others.reduce((sum, one, at) => sum + (weights[at]! * (one.outcome - weighed)) ** 2, 0) / total ** 2
  const spanOf = (one: { readonly odds: number }): number =>
    Math.min(9, Math.floor(10 / (1 + Math.exp(-one.odds)) + 1e-6))
  return [
    {
      ...row('unadjusted', all, sample(treated).mean, sample(others).mean, 1),
      low: unit * plain.low,
      high: unit * plain.high,
      p: plain.p,
    },
    isTold
      ? row(
          'matched',
          [pairs.length, shares.filter((one) => one.length > 0).length],
          mean(pairs.map((pair) => pair.one.outcome)),
          mean(pairs.map((pair) => pair.one.outcome)) - effect,
          Math.sqrt(spread) / pairs.length,
        )
      : untold('matched', [pairs.length, shares.filter((one) => one.length > 0).length]),
    isTold
      ? row(
          'weighted',
          all,
          sample(treated).mean,
          weighed,
          Math.sqrt(variance(outcomes(treated)) / treated.length + weighedSpread),
        )
      : untold('weighted', all),
    ...people[0]!.like.map(([what], at) => {
      const of = (list: readonly Person[]) => list.map((one) => one.like[at]![1])
      const size = Math.sqrt((variance(of(treated)) + variance(of(others))) / 2)
      const [own, other] = [mean(of(treated)), mean(of(others))]
      const matchedOwn = mean(of(pairs.map((pair) => pair.one)))
      const matchedOther = of(others).reduce((sum, value, place) => sum + weightOf(place) * value, 0) / pairs.length
      return {
        kind: 'balance',
        what,
        treated_users: treated.length,
        control_users: others.length,
        treated: own,
        control: other,
        apart_before: size === 0 ? null : (own - other) / size,
        apart_after: size === 0 || !isTold ? null : (matchedOwn - matchedOther) / size,
      }
    }),
    ...Array.from({ length: 10 }, (_, span) => ({
      kind: 'overlap',
      what: `${span * 10}–${(span + 1) * 10} %`,
      treated_users: treated.filter((one) => spanOf(one) === span).length,
      control_users: others.filter((one) => spanOf(one) === span).length,
    })),
  ]
}
