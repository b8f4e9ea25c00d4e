import { localDate } from '../localCalendar'
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
  readonly optional?: boolean
  readonly first?: boolean
}

export interface ReferenceOptions {
  readonly steps: readonly ReferenceStep[]
  readonly windowMicros: number | null
  readonly order: 'ordered' | 'strict' | 'any'
  readonly entry: 'furthest' | 'first' | 'latest'
  readonly ties: 'file-order' | 'any' | 'strict'
  readonly per: 'user' | 'session' | 'device'
  readonly exclusions: readonly { readonly event: string; readonly from: number; readonly to: number }[]
  readonly exclusionEffect: 'void' | 'cut'
  readonly breakdown: boolean
  readonly breakdownAt: 'step' | 'first-touch' | 'last-touch'
  /** From 1. */
  readonly breakdownStep: number
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
  readonly mean: number | null
  readonly lost: number | null
}

export interface Item {
  readonly event: LogEvent
  readonly time: number
  /** Place in (time, file) order among all events of the log. */
  readonly place: number
}

interface Point { readonly time: number; readonly place: number }

interface Attempt {
  readonly first: Item
  /** Time and place at which each step that is not optional was reached, as far as the attempt came. */
  readonly reached: readonly Point[]
}

/** The attempt that counts for a key. */
export interface CountedAttempt {
  readonly key: string
  readonly first: Item
  /** By step of the funnel, optional ones too: null where it was not reached. */
  readonly steps: readonly (Point | null)[]
  /** The key's events. */
  readonly items: readonly Item[]
}

const GAP_MICROS = 30 * 60e6

/** Whether an event may fill a step; `items` are all events of its key. */
export function meets(item: Item, step: ReferenceStep, items: readonly Item[]): boolean {
  if (step.first === true && items.find((one) => meets(one, { ...step, first: false }, items)) !== item) return false
  return (step.event === null || item.event.event === step.event) && (step.plan === undefined || item.event.more?.['plan'] === step.plan)
}

/** The events of each key, in order. */
function byKey(log: readonly LogEvent[], options: ReferenceOptions): ReadonlyMap<string, readonly Item[]> {
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
  return keyed
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
      if (path.includes(item) || !meets(item, options.steps[path.length]!, items)) continue
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
    if (item === undefined || !meets(item, options.steps[step]!, items)) break
    if (options.windowMicros !== null && item.time - first.time > options.windowMicros) break
    if (options.ties === 'strict' && item.time <= reached.at(-1)!.time) break
    reached.push(item)
  }
  return { first, reached }
}

/** The most steps that can be filled, each by an event of its own. */
function mostFilled(steps: readonly ReferenceStep[], left: readonly Item[], items: readonly Item[]): number {
  const [step, ...rest] = steps
  if (step === undefined) return 0
  let most = mostFilled(rest, left, items)
  for (const item of left) if (meets(item, step, items)) most = Math.max(most, 1 + mostFilled(rest, left.filter((one) => one !== item), items))
  return most
}

function anyOrderAttempt(items: readonly Item[], first: Item, options: ReferenceOptions): Attempt {
  const within = items.filter((item) => item.time >= first.time && (options.windowMicros === null || item.time - first.time <= options.windowMicros))
  const reached: { time: number; place: number }[] = []
  for (const time of [...new Set(within.map((item) => item.time))]) {
    const filled = mostFilled(options.steps, within.filter((item) => item.time <= time), items)
    while (reached.length < filled) reached.push({ time, place: 0 })
  }
  return { first, reached }
}

function byFile(options: ReferenceOptions): boolean {
  return options.order === 'strict' || (options.order === 'ordered' && options.ties === 'file-order')
}

/** Where something stands, for "strictly between". */
function spot(one: Point, options: ReferenceOptions): number {
  return byFile(options) ? one.place : one.time
}

/** The events of each exclusion that lie between its two steps, or after the first of them within the window where the second was not reached. */
function excludedSpots(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): readonly number[] {
  return options.exclusions.flatMap((exclusion) => {
    const start = attempt.reached[exclusion.from - 1]
    if (start === undefined) return []
    const end = attempt.reached[exclusion.to - 1]
    return items.filter((item) => item.event.event === exclusion.event && spot(item, options) > spot(start, options)
      && (end !== undefined ? spot(item, options) < spot(end, options) : options.windowMicros === null || item.time - attempt.first.time <= options.windowMicros)).map((item) => spot(item, options))
  })
}

function isVoid(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): boolean {
  return options.exclusionEffect === 'void' && excludedSpots(attempt, items, options).length > 0
}

/** The attempt up to the first excluded event. */
function cutAttempt(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): Attempt {
  const spots = options.exclusionEffect === 'cut' ? excludedSpots(attempt, items, options) : []
  return spots.length === 0 ? attempt : { ...attempt, reached: attempt.reached.filter((point) => spot(point, options) <= Math.min(...spots)) }
}

/** The attempt that counts for a key, or null for a key that is left out. */
function chooseAttempt(items: readonly Item[], options: ReferenceOptions, isEntry: (item: Item) => boolean): Attempt | null {
  const entries = items.filter((item) => {
    const date = localDate(item.time, options.zone)
    if ((options.from !== null && date < options.from) || (options.to !== null && date > options.to) || !isEntry(item)) return false
    return options.order === 'any' ? options.steps.some((step) => meets(item, step, items)) : meets(item, options.steps[0]!, items)
  })
  const follow = { ordered: orderedAttempt, strict: adjacentAttempt, any: anyOrderAttempt }[options.order]
  const attempts = entries.map((first) => cutAttempt(follow(items, first, options), items, options))
  if (attempts.length === 0) return null
  if (options.entry === 'first') return isVoid(attempts[0]!, items, options) ? null : attempts[0]!
  const furthest = Math.max(...attempts.map((attempt) => attempt.reached.length))
  const left = attempts.filter((attempt) => attempt.reached.length === furthest && !isVoid(attempt, items, options))
  if (options.entry === 'furthest' || left.length === 0) return left[0] ?? null
  const second = (attempt: Attempt): number => {
    const one = attempt.reached[1]
    return one === undefined ? 0 : spot(one, options)
  }
  const earliest = Math.min(...left.map(second))
  return left.filter((attempt) => second(attempt) === earliest).at(-1)!
}

export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = Math.floor(at)
  return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!)
}

/** The options as they are for the steps that are not optional alone. */
function withoutOptional(options: ReferenceOptions): ReferenceOptions {
  const ordinal = (step: number): number => options.steps.slice(0, step).filter((one) => one.optional !== true).length
  return { ...options, steps: options.steps.filter((step) => step.optional !== true), exclusions: options.exclusions.map((one) => ({ ...one, from: ordinal(one.from), to: ordinal(one.to) })) }
}

/** All steps of a chosen attempt: each optional one is the first event that meets it after the step filled before and before the next that is not optional. */
function fillOptional(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): readonly (Point | null)[] {
  const required = withoutOptional(options)
  const cuts = options.exclusionEffect === 'cut' ? required.exclusions.filter((one) => one.from <= attempt.reached.length && attempt.reached.length < one.to)
    .flatMap((one) => excludedSpots(attempt, items, { ...required, exclusions: [one] })) : []
  const steps: (Point | null)[] = []
  let ordinal = 0
  let before: Point | null = null
  for (const step of options.steps) {
    if (step.optional !== true) {
      before = attempt.reached[ordinal++] ?? null
      steps.push(before)
      continue
    }
    const next = attempt.reached[ordinal]
    const found: Item | undefined = before === null ? undefined : items.find((item) => meets(item, step, items) && spot(item, options) > spot(before!, options)
      && (next !== undefined ? spot(item, options) < spot(next, options)
        : (options.windowMicros === null || item.time - attempt.first.time <= options.windowMicros) && cuts.every((cut) => spot(item, options) < cut)))
    if (found !== undefined) before = found
    steps.push(found ?? null)
  }
  return steps
}

/** The attempts that count, one for each key that has one. `isEntry` narrows where attempts may begin. */
export function countedAttempts(log: readonly LogEvent[], options: ReferenceOptions, isEntry: (item: Item) => boolean = () => true): readonly CountedAttempt[] {
  return [...byKey(log, options)].flatMap(([key, items]) => {
    const attempt = chooseAttempt(items, withoutOptional(options), isEntry)
    return attempt === null ? [] : [{ key, items, first: attempt.first, steps: fillOptional(attempt, items, options) }]
  })
}

/** The step that a step's share and time count from, by index. */
function previousOf(index: number, options: ReferenceOptions): number {
  for (let before = index - 1; before > 0; before--) if (options.steps[before]!.optional !== true) return before
  return 0
}

function stepsOf(attempts: readonly CountedAttempt[], group: string | null, options: ReferenceOptions): readonly ReferenceRow[] {
  return options.steps.map((_, index) => {
    const before = previousOf(index, options)
    const came = attempts.filter((attempt) => attempt.steps[index] !== null)
    const seconds = index === 0 ? [] : came.map((attempt) => (attempt.steps[index]!.time - attempt.steps[before]!.time) / 1e6)
    return {
      group, step: index + 1, users: came.length, median: quantile(seconds, 0.5), p90: quantile(seconds, 0.9),
      mean: seconds.length === 0 ? null : seconds.reduce((sum, one) => sum + one, 0) / seconds.length,
      lost: index === 0 ? null : attempts.filter((attempt) => attempt.steps[before] !== null && attempt.steps[index] === null).length,
    }
  })
}

/** The value of `plan` of the event that filled a step: undefined where it was not reached. Of several events of that time, the first that may have filled it (and, with `known`, has a value). */
function valueAt(attempt: CountedAttempt, index: number, options: ReferenceOptions, known: boolean): string | null | undefined {
  const point = attempt.steps[index]
  if (point === null || point === undefined) return undefined
  const planOf = (item: Item): string | null => item.event.more?.['plan'] as string | null | undefined ?? null
  const there = attempt.items.filter((item) => spot(item, options) === spot(point, options)
    && (options.order === 'any' ? options.steps.some((step) => meets(item, step, attempt.items)) : meets(item, options.steps[index]!, attempt.items)))
  const one = known ? there.find((item) => planOf(item) !== null) : there[0]
  return one === undefined ? null : planOf(one)
}

/** What an attempt counts under in a breakdown by `plan`. */
export function groupOf(attempt: CountedAttempt, options: ReferenceOptions): string {
  if (options.breakdownAt === 'step') {
    if (options.breakdownStep === 1) return attempt.first.event.more?.['plan'] as string | null | undefined ?? '(none)'
    const value = valueAt(attempt, options.breakdownStep - 1, options, false)
    return value === undefined ? '(not reached)' : value ?? '(none)'
  }
  const values = options.steps.map((_, index) => valueAt(attempt, index, options, true)).filter((value) => value !== null && value !== undefined)
  return (options.breakdownAt === 'first-touch' ? values[0] : values.at(-1)) ?? '(none)'
}

/** The attempts by what they count under, the largest first, those beyond the limit as "Other". */
export function groupAttempts(attempts: readonly CountedAttempt[], options: ReferenceOptions): readonly { readonly name: string; readonly attempts: readonly CountedAttempt[] }[] {
  const sizes = new Map<string, number>()
  for (const attempt of attempts) sizes.set(groupOf(attempt, options), (sizes.get(groupOf(attempt, options)) ?? 0) + 1)
  const ranked = [...sizes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name)
  const shown = ranked.slice(0, options.breakdownLimit)
  const parts = shown.map((name) => ({ name, attempts: attempts.filter((attempt) => groupOf(attempt, options) === name) }))
  const others = attempts.filter((attempt) => !shown.includes(groupOf(attempt, options)))
  return [...parts, ...(others.length > 0 ? [{ name: 'Other', attempts: others }] : [])]
}

export function funnelReference(log: readonly LogEvent[], options: ReferenceOptions): readonly ReferenceRow[] {
  const attempts = countedAttempts(log, options)
  if (!options.breakdown) return stepsOf(attempts, null, options)
  return groupAttempts(attempts, options).flatMap((part) => stepsOf(part.attempts, part.name, options))
}
