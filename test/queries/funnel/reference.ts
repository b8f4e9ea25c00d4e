import type { LogEvent } from '../nativeDuckdb'
import { toMicros } from '../nativeDuckdb'

/**
 * The funnel, naively, from its written definition: for each key all attempts are written out by trying every sequence of
 * events, and the one that counts is picked by comparing them all.
 */
export interface ReferenceStep {
  readonly event: string | null
  /** `plan` must have this value. */
  readonly plan?: string
}

export interface ReferenceOptions {
  readonly steps: readonly ReferenceStep[]
  readonly windowMicros: number | null
  readonly order: 'ordered' | 'strict' | 'any'
  readonly entry: 'furthest' | 'first' | 'latest'
  readonly ties: 'file-order' | 'any' | 'strict'
  readonly per: 'user' | 'session' | 'device'
  readonly exclusions: readonly { readonly event: string; readonly from: number; readonly to: number }[]
  readonly breakdown: boolean
  readonly breakdownLimit: number
  readonly from: string | null
  readonly to: string | null
  readonly zone: string
  readonly includeTest: boolean
  /** Only events with this plan. */
  readonly onlyPlan: string | null
}

export interface ReferenceRow {
  readonly group: string | null
  readonly step: number
  readonly users: number
  readonly median: number | null
  readonly p90: number | null
}

interface Item {
  readonly event: LogEvent
  readonly time: number
  /** Place in (time, file) order among all events of the log. */
  readonly place: number
}

interface Attempt {
  readonly first: Item
  /** Time and place at which each step was reached, as far as the attempt came. */
  readonly reached: readonly { readonly time: number; readonly place: number }[]
}

const GAP_MICROS = 30 * 60e6

export function localDate(micros: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date(micros / 1000))
}

function meets(item: Item, step: ReferenceStep): boolean {
  return (step.event === null || item.event.event === step.event) && (step.plan === undefined || item.event.more?.['plan'] === step.plan)
}

/** The events of each key, in order. */
function byKey(log: readonly LogEvent[], options: ReferenceOptions): readonly (readonly Item[])[] {
  const testUsers = new Set(log.filter((event) => event.test === true && event.user !== null).map((event) => event.user))
  const items = log.map((event, line) => ({ event, time: toMicros(event.ts), line })).sort((a, b) => a.time - b.time || a.line - b.line).map((one, place) => ({ event: one.event, time: one.time, place }))
  const last = new Map<string, { time: number; session: number }>()
  const keyed = new Map<string, Item[]>()
  for (const item of items) {
    const { user, session, more } = item.event
    let key: string | null = null
    if (options.per === 'user') key = user
    else if (options.per === 'device') key = more?.['device'] as string | null | undefined ?? null
    else if (user !== null && log.some((event) => event.session !== undefined)) key = session === null || session === undefined ? null : JSON.stringify([user, session])
    else if (user !== null) {
      const before = last.get(user)
      const nth = before === undefined ? 0 : before.session + (item.time - before.time > GAP_MICROS ? 1 : 0)
      last.set(user, { time: item.time, session: nth })
      key = JSON.stringify([user, nth])
    }
    if (key === null || (!options.includeTest && user !== null && testUsers.has(user))) continue
    if (options.onlyPlan !== null && more?.['plan'] !== options.onlyPlan) continue
    keyed.set(key, [...keyed.get(key) ?? [], item])
  }
  return [...keyed.values()]
}

/** Every sequence of events that fills steps 1, 2, … in order from an entry on; the one with most steps, then the earliest. */
function orderedAttempt(items: readonly Item[], first: Item, options: ReferenceOptions): Attempt {
  const compare = (a: Item, b: Item): number => (options.ties === 'file-order' ? a.place - b.place : a.time - b.time)
  let best: readonly Item[] = [first]
  const better = (one: readonly Item[]): boolean => {
    if (one.length !== best.length) return one.length > best.length
    for (const [index, item] of one.entries()) {
      const difference = compare(item, best[index]!)
      if (difference !== 0) return difference < 0
    }
    return false
  }
  const extend = (path: readonly Item[]): void => {
    if (better(path)) best = path
    if (path.length === options.steps.length) return
    const before = path.at(-1)!
    for (const item of items) {
      if (path.includes(item) || !meets(item, options.steps[path.length]!)) continue
      if (options.windowMicros !== null && item.time - first.time > options.windowMicros) continue
      const follows = options.ties === 'any' ? item.time >= before.time : compare(item, before) > 0
      if (follows) extend([...path, item])
    }
  }
  extend([first])
  return { first, reached: best }
}

function adjacentAttempt(items: readonly Item[], first: Item, options: ReferenceOptions): Attempt {
  const start = items.indexOf(first)
  const reached = [first]
  for (let step = 1; step < options.steps.length; step++) {
    const item = items[start + step]
    if (item === undefined || !meets(item, options.steps[step]!)) break
    if (options.windowMicros !== null && item.time - first.time > options.windowMicros) break
    if (options.ties === 'strict' && item.time <= reached.at(-1)!.time) break
    reached.push(item)
  }
  return { first, reached }
}

/** The most steps that can be filled, each by an event of its own. */
function mostFilled(steps: readonly ReferenceStep[], items: readonly Item[]): number {
  const [step, ...rest] = steps
  if (step === undefined) return 0
  let most = mostFilled(rest, items)
  for (const item of items) if (meets(item, step)) most = Math.max(most, 1 + mostFilled(rest, items.filter((one) => one !== item)))
  return most
}

function anyOrderAttempt(items: readonly Item[], first: Item, options: ReferenceOptions): Attempt {
  const within = items.filter((item) => item.time >= first.time && (options.windowMicros === null || item.time - first.time <= options.windowMicros))
  const reached: { time: number; place: number }[] = []
  for (const time of [...new Set(within.map((item) => item.time))]) {
    const filled = mostFilled(options.steps, within.filter((item) => item.time <= time))
    while (reached.length < filled) reached.push({ time, place: 0 })
  }
  return { first, reached }
}

function isVoid(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): boolean {
  const byFile = options.order === 'strict' || (options.order === 'ordered' && options.ties === 'file-order')
  const at = (one: { time: number; place: number }): number => (byFile ? one.place : one.time)
  return options.exclusions.some((exclusion) => {
    const start = attempt.reached[exclusion.from - 1]
    if (start === undefined) return false
    const end = attempt.reached[exclusion.to - 1]
    return items.some((item) => item.event.event === exclusion.event && at(item) > at(start)
      && (end !== undefined ? at(item) < at(end) : options.windowMicros === null || item.time - attempt.first.time <= options.windowMicros))
  })
}

/** The attempt that counts for a key, or null for a key that is left out. */
function chooseAttempt(items: readonly Item[], options: ReferenceOptions): Attempt | null {
  const entries = items.filter((item) => {
    const date = localDate(item.time, options.zone)
    if ((options.from !== null && date < options.from) || (options.to !== null && date > options.to)) return false
    return options.order === 'any' ? options.steps.some((step) => meets(item, step)) : meets(item, options.steps[0]!)
  })
  const follow = { ordered: orderedAttempt, strict: adjacentAttempt, any: anyOrderAttempt }[options.order]
  const attempts = entries.map((first) => follow(items, first, options))
  if (attempts.length === 0) return null
  if (options.entry === 'first') return isVoid(attempts[0]!, items, options) ? null : attempts[0]!
  const furthest = Math.max(...attempts.map((attempt) => attempt.reached.length))
  const left = attempts.filter((attempt) => attempt.reached.length === furthest && !isVoid(attempt, items, options))
  if (options.entry === 'furthest' || left.length === 0) return left[0] ?? null
  const byFile = options.order === 'strict' || (options.order === 'ordered' && options.ties === 'file-order')
  const second = (attempt: Attempt): number => {
    const one = attempt.reached[1]
    return one === undefined ? 0 : byFile ? one.place : one.time
  }
  const earliest = Math.min(...left.map(second))
  return left.filter((attempt) => second(attempt) === earliest).at(-1)!
}

function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

function stepsOf(attempts: readonly Attempt[], group: string | null, options: ReferenceOptions): readonly ReferenceRow[] {
  return options.steps.map((_, index) => {
    const came = attempts.filter((attempt) => attempt.reached.length > index)
    const seconds = index === 0 ? [] : came.map((attempt) => (attempt.reached[index]!.time - attempt.reached[index - 1]!.time) / 1e6)
    return { group, step: index + 1, users: came.length, median: quantile(seconds, 0.5), p90: quantile(seconds, 0.9) }
  })
}

export function funnelReference(log: readonly LogEvent[], options: ReferenceOptions): readonly ReferenceRow[] {
  const attempts = byKey(log, options).map((items) => chooseAttempt(items, options)).filter((attempt) => attempt !== null)
  if (!options.breakdown) return stepsOf(attempts, null, options)
  const valueOf = (attempt: Attempt): string => attempt.first.event.more?.['plan'] as string | null | undefined ?? '(none)'
  const sizes = new Map<string, number>()
  for (const attempt of attempts) sizes.set(valueOf(attempt), (sizes.get(valueOf(attempt)) ?? 0) + 1)
  const ranked = [...sizes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name)
  const shown = ranked.slice(0, options.breakdownLimit)
  const parts = shown.map((name) => ({ name, attempts: attempts.filter((attempt) => valueOf(attempt) === name) }))
  const others = attempts.filter((attempt) => !shown.includes(valueOf(attempt)))
  return [...parts, ...(others.length > 0 ? [{ name: 'Other', attempts: others }] : [])].flatMap((part) => stepsOf(part.attempts, part.name, options))
}
