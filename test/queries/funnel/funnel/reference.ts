import { localDate } from '../../localCalendar'
import type { LogEvent } from '../../nativeDuckdb'
import { toMicros } from '../../nativeDuckdb'

/**
 * The funnel, naively, from its written definition: for each key all attempts are written out by trying every sequence of
 * events, and the one that counts is picked by comparing them all.
 */
export interface ReferenceStep {
  readonly event: string | null
  /** `plan` must have this value. */
  readonly plan?: string
  readonly optional?: boolean
  /** `unfiltered`: the first event of the name, whatever its columns say. */
  readonly first?: boolean | 'unfiltered'
}

export interface ReferenceOptions {
  readonly steps: readonly ReferenceStep[]
  readonly windowMicros: number | null
  readonly order: 'ordered' | 'strict' | 'any'
  readonly entry: 'furthest' | 'first' | 'latest'
  readonly ties: 'file-order' | 'any' | 'second' | 'within' | 'strict'
  /** With ties `within`. */
  readonly toleranceMicros: number
  readonly dates: 'entry' | 'every-step'
  /** Columns of `more` that must keep their value. */
  readonly hold: readonly string[]
  readonly counting: 'users' | 'pairs' | 'totals'
  readonly per: 'user' | 'session' | 'device'
  readonly exclusions: readonly { readonly event: string; readonly from: number; readonly to: number }[]
  readonly exclusionEffect: 'void' | 'cut' | 'void-in-order'
  readonly breakdown: boolean
  readonly breakdownAt: 'step' | 'first-touch' | 'last-touch'
  /** From 1. */
  readonly breakdownStep: number
  readonly breakdownLimit: number
  readonly eachValue: boolean
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
  /** Of what is compared: with ties `second` the second that it lies in. */
  readonly time: number
  /** Place in (time, file) order among all events of the log. */
  readonly place: number
}

interface Point {
  readonly time: number
  readonly place: number
}

interface Attempt {
  readonly first: Item
  /** Time and place at which each step that is not optional was reached, as far as the attempt came. */
  readonly reached: readonly Point[]
  readonly pair: Pair
}

/** The values that an attempt goes by: those held, and that of the breakdown's step (null: any). */
interface Pair {
  readonly held: readonly unknown[]
  readonly value: string | null
}

/** The attempt that counts for a key. */
export interface CountedAttempt {
  readonly key: string
  readonly first: Item
  /** By step of the funnel, optional ones too: null where it was not reached. */
  readonly steps: readonly (Point | null)[]
  /** The key's events. */
  readonly items: readonly Item[]
  readonly keyed: Keyed
  readonly pair: Pair
}

/** The events of a key: those that are looked at, those that pass the filter, and all. */
interface Keyed {
  readonly items: readonly Item[]
  readonly passing: readonly Item[]
  readonly all: readonly Item[]
}

const GAP_MICROS = 30 * 60e6

/** Whether an event is of a step's name and passes its conditions. */
export function matches(item: Item, step: ReferenceStep): boolean {
  return (
    (step.event === null || item.event.event === step.event) &&
    (step.plan === undefined || item.event.more?.['plan'] === step.plan)
  )
}

/** Whether an event may fill a step, of a key's events. */
function meets(item: Item, step: ReferenceStep, keyed: Keyed): boolean {
  if (!matches(item, step)) return false
  if (step.first === true) return keyed.passing.find((one) => matches(one, step)) === item
  return (
    step.first !== 'unfiltered' ||
    keyed.all.find((one) => step.event === null || one.event.event === step.event) === item
  )
}

const planOf = (item: Item): string => (item.event.more?.['plan'] as string | null | undefined) ?? '(none)'
const heldOf = (item: Item, options: ReferenceOptions): readonly unknown[] =>
  options.hold.map((column) => item.event.more?.[column] ?? null)
const same = (one: readonly unknown[], other: readonly unknown[]): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/** Whether an event may fill the n-th step (from 0) of an attempt that goes by these values. */
function fills(item: Item, index: number, keyed: Keyed, pair: Pair, options: ReferenceOptions): boolean {
  return (
    meets(item, options.steps[index]!, keyed) &&
    same(heldOf(item, options), pair.held) &&
    (pair.value === null ||
      options.order === 'any' ||
      index !== options.breakdownStep - 1 ||
      planOf(item) === pair.value)
  )
}

function inDates(item: Item, options: ReferenceOptions): boolean {
  const date = localDate(toMicros(item.event.ts), options.zone)
  return (options.from === null || date >= options.from) && (options.to === null || date <= options.to)
}

/** The events of each key, in order. */
function byKey(log: readonly LogEvent[], options: ReferenceOptions): ReadonlyMap<string, Keyed> {
  const testUsers = new Set(
    log.filter((event) => event.test === true && event.user !== null).map((event) => event.user),
  )
  const items = log
    .map((event, line) => ({ event, exact: toMicros(event.ts), line }))
    .sort((a, b) => a.exact - b.exact || a.line - b.line)
    .map(({ event, exact }, place) => ({
      item: { event, time: options.ties === 'second' ? Math.floor(exact / 1e6) * 1e6 : exact, place },
      exact,
    }))
  const last = new Map<string, { time: number; session: number }>()
  const keyed = new Map<string, { items: Item[]; passing: Item[]; all: Item[] }>()
  for (const { item, exact } of items) {
    const { user, session, more } = item.event
    let key: string | null = null
    if (options.per === 'user') key = user
    else if (options.per === 'device') key = (more?.['device'] as string | null | undefined) ?? null
    else if (user !== null && log.some((event) => event.session !== undefined))
      key = session === null || session === undefined ? null : JSON.stringify([user, session])
    else if (user !== null) {
      const before = last.get(user)
      const nth = before === undefined ? 0 : before.session + (exact - before.time > GAP_MICROS ? 1 : 0)
      last.set(user, { time: exact, session: nth })
      key = JSON.stringify([user, nth])
    }
    if (key === null || (!options.includeTest && user !== null && testUsers.has(user))) continue
    const own = keyed.get(key) ?? { items: [], passing: [], all: [] }
    keyed.set(key, own)
    own.all.push(item)
    if (options.onlyPlan !== null && more?.['plan'] !== options.onlyPlan) continue
    own.passing.push(item)
    if (options.dates === 'entry' || inDates(item, options)) own.items.push(item)
  }
  return keyed
}

const isOfValue = (item: Item, pair: Pair): boolean => pair.value === null || planOf(item) === pair.value

/** With ties `second`: the events that are one with an event, of one name in one second and such that may fill the same steps. */
function twinsOf(
  item: Item,
  items: readonly Item[],
  keyed: Keyed,
  pair: Pair,
  options: ReferenceOptions,
): readonly Item[] {
  if (options.ties !== 'second') return [item]
  const kind = (one: Item): string =>
    JSON.stringify([
      one.event.event,
      one.time,
      options.steps.map((_, index) => fills(one, index, keyed, pair, options)),
    ])
  return items.filter((one) => one.time === item.time && kind(one) === kind(item))
}

/** The first of each event's twins. */
function withoutTwins(items: readonly Item[], keyed: Keyed, pair: Pair, options: ReferenceOptions): readonly Item[] {
  return items.filter((item) => twinsOf(item, items, keyed, pair, options)[0] === item)
}

type Follow = (
  keyed: Keyed,
  items: readonly Item[],
  first: Item,
  pair: Pair,
  options: ReferenceOptions,
) => readonly Point[]

const loose = (options: ReferenceOptions): boolean => ['any', 'second', 'within'].includes(options.ties)

/** The way with most steps among those that `extend` finds, then the earliest, step by step. */
function longest(
  first: Item,
  compare: (a: Item, b: Item) => number,
  extend: (path: readonly Item[]) => readonly Item[],
  most: number,
): readonly Item[] {
  let best: readonly Item[] = [first]
  const better = (one: readonly Item[]): boolean => {
    if (one.length !== best.length) return one.length > best.length
    for (const [index, item] of one.entries()) {
      const difference = compare(item, best[index]!)
      if (difference !== 0) return difference < 0
    }
    return false
  }
  const follow = (path: readonly Item[]): void => {
    if (better(path)) best = path
    if (path.length < most) for (const item of extend(path)) follow([...path, item])
  }
  follow([first])
  return best
}

const inWindow = (item: Item, first: Item, options: ReferenceOptions): boolean =>
  options.windowMicros === null || item.time - first.time <= options.windowMicros

/** Every sequence of events that fills steps 1, 2, … in order from an entry on; the one with most steps, then the earliest. */
const orderedAttempt: Follow = (keyed, items, first, pair, options) => {
  const compare = (a: Item, b: Item): number => (options.ties === 'file-order' ? a.place - b.place : a.time - b.time)
  return longest(
    first,
    compare,
    (path) =>
      items.filter((item) => {
        const before = path.at(-1)!
        const follows = loose(options) ? item.time >= before.time - options.toleranceMicros : compare(item, before) > 0
        return (
          follows &&
          !path.includes(item) &&
          inWindow(item, first, options) &&
          fills(item, path.length, keyed, pair, options)
        )
      }),
    options.steps.length,
  )
}

/** Each step is the very next event; where events of one time have no order, it is one of the same or of the very next time. */
const adjacentAttempt: Follow = (keyed, items, first, pair, options) => {
  if (loose(options)) {
    const times = [...new Set(keyed.items.map((item) => item.time))]
    return longest(
      first,
      (a, b) => a.time - b.time,
      (path) =>
        items.filter((item) => {
          const gap = times.indexOf(item.time) - times.indexOf(path.at(-1)!.time)
          return (
            (gap === 0 || gap === 1) &&
            !path.includes(item) &&
            inWindow(item, first, options) &&
            fills(item, path.length, keyed, pair, options)
          )
        }),
      options.steps.length,
    )
  }
  const start = keyed.items.indexOf(first)
  const reached = [first]
  for (let step = 1; step < options.steps.length; step++) {
    const item = keyed.items[start + step]
    if (item === undefined || !fills(item, step, keyed, pair, options) || !inWindow(item, first, options)) break
    if (options.ties === 'strict' && item.time <= reached.at(-1)!.time) break
    reached.push(item)
  }
  return reached
}

/** The most steps that can be filled, each by an event of its own. */
function mostFilled(
  left: readonly Item[],
  fill: (item: Item, step: number) => boolean,
  steps: number,
  from = 0,
): number {
  if (from === steps) return 0
  let most = mostFilled(left, fill, steps, from + 1)
  for (const item of left)
    if (fill(item, from))
      most = Math.max(
        most,
        1 +
          mostFilled(
            left.filter((one) => one !== item),
            fill,
            steps,
            from + 1,
          ),
      )
  return most
}

const anyOrderAttempt: Follow = (keyed, items, first, pair, options) => {
  const within = items.filter((item) => item.time >= first.time && inWindow(item, first, options))
  const reached: { time: number; place: number }[] = []
  for (const time of [...new Set(within.map((item) => item.time))]) {
    const filled = mostFilled(
      within.filter((item) => item.time <= time),
      (item, step) => fills(item, step, keyed, pair, options),
      options.steps.length,
    )
    while (reached.length < filled) reached.push({ time, place: 0 })
  }
  return reached
}

function byFile(options: ReferenceOptions): boolean {
  return (
    (options.order === 'strict' && !loose(options)) || (options.order === 'ordered' && options.ties === 'file-order')
  )
}

/** Where something stands, for "strictly between". */
export function spot(one: Point, options: ReferenceOptions): number {
  return byFile(options) ? one.place : one.time
}

/** How far two events may stand apart and still be in either order. */
function slackOf(options: ReferenceOptions): number {
  return options.order === 'ordered' && options.ties === 'within' ? options.toleranceMicros : 0
}

/** The events of each exclusion that lie between its two steps, or after the first of them within the window where the second was not reached. */
function excludedSpots(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): readonly number[] {
  const slack = slackOf(options)
  return options.exclusions.flatMap((exclusion) => {
    const start = attempt.reached[exclusion.from - 1]
    if (start === undefined) return []
    const end = attempt.reached[exclusion.to - 1]
    return items
      .filter(
        (item) =>
          item.event.event === exclusion.event &&
          spot(item, options) > spot(start, options) + slack &&
          (end !== undefined
            ? spot(item, options) < spot(end, options) - slack
            : inWindow(item, attempt.first, options)),
      )
      .map((item) => spot(item, options))
  })
}

function cuts(options: ReferenceOptions): boolean {
  return options.exclusionEffect === 'cut' || (options.exclusionEffect === 'void-in-order' && options.order === 'any')
}

function isVoid(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): boolean {
  return !cuts(options) && excludedSpots(attempt, items, options).length > 0
}

/** The attempt up to the first excluded event. */
function cutAttempt(attempt: Attempt, items: readonly Item[], options: ReferenceOptions): Attempt {
  const spots = cuts(options) ? excludedSpots(attempt, items, options) : []
  if (spots.length === 0) return attempt
  const after = attempt.reached.findIndex((point) => spot(point, options) > Math.min(...spots) + slackOf(options))
  return after < 0 ? attempt : { ...attempt, reached: attempt.reached.slice(0, after) }
}

/** When an attempt is over: at an excluded event, with its last step, or at the end of its window. */
function isAfter(
  item: Item,
  attempt: Attempt,
  whole: Attempt,
  items: readonly Item[],
  options: ReferenceOptions,
): boolean {
  const spots = excludedSpots(whole, items, options)
  if (spots.length > 0) return spot(item, options) > Math.min(...spots)
  if (attempt.reached.length === options.steps.length)
    return spot(item, options) > Math.max(...attempt.reached.map((point) => spot(point, options)))
  return options.windowMicros !== null && item.time - attempt.first.time > options.windowMicros
}

/** The pairs of values by which a key is told apart. */
function pairsOf(keyed: Keyed, options: ReferenceOptions): readonly Pair[] {
  const holds = (item: Item): boolean => heldOf(item, options).every((value) => value !== null)
  const begins = (item: Item): boolean =>
    holds(item) &&
    inDates(item, options) &&
    (options.order === 'any'
      ? options.steps.some((step) => meets(item, step, keyed))
      : meets(item, options.steps[0]!, keyed))
  const unique = <T>(list: readonly T[]): readonly T[] => [
    ...new Map(list.map((one) => [JSON.stringify(one), one])).values(),
  ]
  const held = unique(keyed.items.filter(begins).map((item) => heldOf(item, options)))
  if (!options.breakdown || options.breakdownAt !== 'step' || !options.eachValue)
    return held.map((one) => ({ held: one, value: null }))
  const step = options.steps[options.breakdownStep - 1]!
  const values = unique(
    keyed.items
      .filter((item) => (options.breakdownStep === 1 ? begins(item) : holds(item) && meets(item, step, keyed)))
      .map(planOf),
  )
  return held.flatMap((one): readonly Pair[] =>
    values.length === 0 ? [{ held: one, value: null }] : values.map((value) => ({ held: one, value })),
  )
}

/** All attempts of a key by some values, in the order of their entries, as they are and as exclusions cut them. */
function attemptsOf(
  keyed: Keyed,
  pair: Pair,
  options: ReferenceOptions,
  isEntry: (item: Item) => boolean,
): readonly { readonly whole: Attempt; readonly cut: Attempt }[] {
  const items = withoutTwins(keyed.items, keyed, pair, options)
  // In any order an attempt by a value begins with an event of that value: one that is a twin of another value's event as well.
  const beginning =
    options.order === 'any'
      ? withoutTwins(
          keyed.items.filter((item) => isOfValue(item, pair)),
          keyed,
          pair,
          options,
        )
      : items
  const entries = beginning.filter((item) => {
    if (!inDates(item, options) || !isEntry(item)) return false
    if (options.order !== 'any') return fills(item, 0, keyed, pair, options)
    return options.steps.some((_, index) => fills(item, index, keyed, pair, options))
  })
  const follow = { ordered: orderedAttempt, strict: adjacentAttempt, any: anyOrderAttempt }[options.order]
  const oneOnly = options.hold.length === 0 && !options.eachValue && options.counting !== 'totals'
  return entries.map((entry) => {
    // Where the latest entry counts, and it alone, it is the last of its twins.
    const first =
      options.entry === 'latest' && oneOnly
        ? twinsOf(entry, keyed.items, keyed, pair, options).findLast(isEntry)!
        : entry
    const whole = {
      first,
      reached: follow(
        keyed,
        items.map((item) => (item === entry ? first : item)),
        first,
        pair,
        options,
      ),
      pair,
    }
    return { whole, cut: cutAttempt(whole, keyed.items, options) }
  })
}

/** The attempts that count among those of a user (and value): one, none, or each that may be counted. */
function countedOf(
  tried: readonly { readonly whole: Attempt; readonly cut: Attempt }[],
  keyed: Keyed,
  options: ReferenceOptions,
): readonly Attempt[] {
  const spotOf = (attempt: Attempt): number => spot(attempt.first, options)
  const sorted = [...tried].sort(
    (a, b) => spotOf(a.whole) - spotOf(b.whole) || a.whole.first.place - b.whole.first.place,
  )
  const dropped = (attempt: Attempt): boolean => isVoid(attempt, keyed.items, options)
  if (options.counting === 'totals') {
    if (options.entry === 'furthest') return sorted.map(({ cut }) => cut).filter((attempt) => !dropped(attempt))
    if (options.entry === 'first') {
      const taken: (typeof sorted)[number][] = []
      for (const one of sorted) {
        const before = taken.at(-1)
        if (before === undefined || isAfter(one.whole.first, before.cut, before.whole, keyed.items, options))
          taken.push(one)
      }
      return taken.map(({ cut }) => cut).filter((attempt) => !dropped(attempt))
    }
    const kept = sorted.map(({ cut }) => cut).filter((attempt) => !dropped(attempt))
    // An attempt ends before the first step that a later one shares.
    return kept.map((attempt, index) => {
      const shared = attempt.reached.findIndex(
        (point, step) =>
          step > 0 &&
          kept
            .slice(index + 1)
            .some(
              (later) =>
                later.reached[step] !== undefined && spot(later.reached[step], options) === spot(point, options),
            ),
      )
      return shared < 0 ? attempt : { ...attempt, reached: attempt.reached.slice(0, shared) }
    })
  }
  const attempts = tried.map(({ cut }) => cut).sort((a, b) => a.first.place - b.first.place)
  if (attempts.length === 0) return []
  if (options.entry === 'first') return dropped(attempts[0]!) ? [] : [attempts[0]!]
  const furthest = Math.max(...attempts.map((attempt) => attempt.reached.length))
  const left = attempts.filter((attempt) => attempt.reached.length === furthest && !dropped(attempt))
  if (options.entry === 'furthest' || left.length === 0) return left.slice(0, 1)
  const second = (attempt: Attempt): number => {
    const one = attempt.reached[1]
    return one === undefined ? 0 : spot(one, options)
  }
  const earliest = Math.min(...left.map(second))
  return [left.filter((attempt) => second(attempt) === earliest).at(-1)!]
}

/** The attempts that count for a key. */
function chooseAttempts(keyed: Keyed, options: ReferenceOptions, isEntry: (item: Item) => boolean): readonly Attempt[] {
  const pairs = pairsOf(keyed, options)
  const groups = new Map<string, Pair[]>()
  for (const pair of pairs) {
    const group = JSON.stringify(options.counting === 'pairs' ? [pair.value, pair.held] : [pair.value])
    groups.set(group, [...(groups.get(group) ?? []), pair])
  }
  return [...groups.values()].flatMap((group) =>
    countedOf(
      group.flatMap((pair) => attemptsOf(keyed, pair, options, isEntry)),
      keyed,
      options,
    ),
  )
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
  return {
    ...options,
    steps: options.steps.filter((step) => step.optional !== true),
    breakdownStep: ordinal(options.breakdownStep),
    exclusions: options.exclusions.map((one) => ({ ...one, from: ordinal(one.from), to: ordinal(one.to) })),
  }
}

/** All steps of a chosen attempt: each optional one is the first event that meets it after the step filled before and before the next that is not optional. */
function fillOptional(attempt: Attempt, keyed: Keyed, options: ReferenceOptions): readonly (Point | null)[] {
  const { items } = keyed
  const required = withoutOptional(options)
  const ends = cuts(options)
    ? required.exclusions
        .filter((one) => one.from <= attempt.reached.length && attempt.reached.length < one.to)
        .flatMap((one) => excludedSpots(attempt, items, { ...required, exclusions: [one] }))
    : []
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
    const found: Item | undefined =
      before === null
        ? undefined
        : items.find(
            (item) =>
              meets(item, step, keyed) &&
              same(heldOf(item, options), attempt.pair.held) &&
              spot(item, options) > spot(before!, options) &&
              (next !== undefined
                ? spot(item, options) < spot(next, options)
                : inWindow(item, attempt.first, options) && ends.every((end) => spot(item, options) < end)),
          )
    if (found !== undefined) before = found
    steps.push(found ?? null)
  }
  return steps
}

/** The attempts that count, of each key that has some. `isEntry` narrows where attempts may begin. */
export function countedAttempts(
  log: readonly LogEvent[],
  options: ReferenceOptions,
  isEntry: (item: Item) => boolean = () => true,
): readonly CountedAttempt[] {
  return [...byKey(log, options)].flatMap(([key, keyed]) =>
    chooseAttempts(keyed, withoutOptional(options), isEntry).map((attempt) => ({
      key,
      items: keyed.items,
      keyed,
      pair: attempt.pair,
      first: attempt.first,
      steps: fillOptional(attempt, keyed, options),
    })),
  )
}

/** The step that a step's share and time count from, by index. */
function previousOf(index: number, options: ReferenceOptions): number {
  for (let before = index - 1; before > 0; before--) if (options.steps[before]!.optional !== true) return before
  return 0
}

function stepsOf(
  attempts: readonly CountedAttempt[],
  group: string | null,
  options: ReferenceOptions,
): readonly ReferenceRow[] {
  return options.steps.map((_, index) => {
    const before = previousOf(index, options)
    const came = attempts.filter((attempt) => attempt.steps[index] !== null)
    const seconds =
      index === 0
        ? []
        : came.map(
            (attempt) =>
              Math.max(
                attempt.steps[index]!.time - attempt.steps[before]!.time,
                options.order === 'ordered' && options.ties === 'within' ? 0 : -Infinity,
              ) / 1e6,
          )
    return {
      group,
      step: index + 1,
      users: came.length,
      median: quantile(seconds, 0.5),
      p90: quantile(seconds, 0.9),
      mean: seconds.length === 0 ? null : seconds.reduce((sum, one) => sum + one, 0) / seconds.length,
      lost:
        index === 0
          ? null
          : attempts.filter((attempt) => attempt.steps[before] !== null && attempt.steps[index] === null).length,
    }
  })
}

/** The value of `plan` of the event that filled a step: undefined where it was not reached. Of several events of that time, the first that may have filled it (and, with `known`, has a value). */
function valueAt(
  attempt: CountedAttempt,
  index: number,
  options: ReferenceOptions,
  known: boolean,
): string | null | undefined {
  const point = attempt.steps[index]
  if (point === null || point === undefined) return undefined
  const own = (item: Item): string | null => (item.event.more?.['plan'] as string | null | undefined) ?? null
  const there = attempt.items.filter(
    (item) =>
      spot(item, options) === spot(point, options) &&
      same(heldOf(item, options), attempt.pair.held) &&
      (options.order === 'any'
        ? options.steps.some((step) => meets(item, step, attempt.keyed))
        : meets(item, options.steps[index]!, attempt.keyed)),
  )
  const one = known ? there.find((item) => own(item) !== null) : there[0]
  return one === undefined ? null : own(one)
}

/** What an attempt counts under in a breakdown by `plan`. */
function groupOf(attempt: CountedAttempt, options: ReferenceOptions): string {
  if (options.breakdownAt === 'step') {
    if (options.eachValue) return attempt.pair.value ?? '(not reached)'
    if (options.breakdownStep === 1) return planOf(attempt.first)
    const value = valueAt(attempt, options.breakdownStep - 1, options, false)
    return value === undefined ? '(not reached)' : (value ?? '(none)')
  }
  const values = options.steps
    .map((_, index) => valueAt(attempt, index, options, true))
    .filter((value) => value !== null && value !== undefined)
  return (options.breakdownAt === 'first-touch' ? values[0] : values.at(-1)) ?? '(none)'
}

/** The attempts by what they count under, the largest first, those beyond the limit as "Other". */
export function groupAttempts(
  attempts: readonly CountedAttempt[],
  options: ReferenceOptions,
): readonly { readonly name: string; readonly attempts: readonly CountedAttempt[] }[] {
  const sizes = new Map<string, number>()
  for (const attempt of attempts) sizes.set(groupOf(attempt, options), (sizes.get(groupOf(attempt, options)) ?? 0) + 1)
  const ranked = [...sizes].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).map(([name]) => name)
  const shown = ranked.slice(0, options.breakdownLimit)
  const parts = shown.map((name) => ({
    name,
    attempts: attempts.filter((attempt) => groupOf(attempt, options) === name),
  }))
  const others = attempts.filter((attempt) => !shown.includes(groupOf(attempt, options)))
  return [...parts, ...(others.length > 0 ? [{ name: 'Other', attempts: others }] : [])]
}

export function funnelReference(log: readonly LogEvent[], options: ReferenceOptions): readonly ReferenceRow[] {
  const attempts = countedAttempts(log, options)
  if (!options.breakdown) return stepsOf(attempts, null, options)
  return groupAttempts(attempts, options).flatMap((part) => stepsOf(part.attempts, part.name, options))
}
