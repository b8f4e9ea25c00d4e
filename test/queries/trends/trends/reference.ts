import { countedEvents, type Counted } from '../../countedEvents'
import { addDays, addUnits, localDate, startOfUnit } from '../../localCalendar'
import { toMicros } from '../../nativeDuckdb'
import type { RandomLog } from '../../randomLog'
import { FORMULAS, isRate, type AskedMeasure, type Choice, type Interval } from './choices'
import { naiveMargin } from './naiveMargin'

/** An event that can count, as the definition reads it. */
interface Event {
  readonly event: string
  readonly micros: number
  readonly date: string
  readonly entity: string | null
  readonly more: Readonly<Record<string, unknown>>
}

const HOUR = 3600e6

/** The bucket of a moment, and the one so many buckets later: dates, or moments for hours. */
function calendar(interval: Interval, weekStart: number) {
  if (interval === 'hour')
    return {
      of: (micros: number, _date: string): string | number => Math.floor(micros / HOUR) * HOUR,
      next: (key: string | number, count: number): string | number => Number(key) + count * HOUR,
    }
  const months = { day: 0, week: 0, month: 1, quarter: 3, year: 12 }[interval]
  if (months === 0) {
    const unit = interval === 'week' ? 'week' : 'day'
    return {
      of: (_micros: number, date: string): string | number => startOfUnit(date, unit, weekStart),
      next: (key: string | number, count: number): string | number => addUnits(String(key), unit, count),
    }
  }
  return {
    of: (_micros: number, date: string): string | number => {
      const month = Math.floor((Number(date.slice(5, 7)) - 1) / months) * months + 1
      return `${date.slice(0, 4)}-${String(month).padStart(2, '0')}-01`
    },
    next: (key: string | number, count: number): string | number => addUnits(String(key), 'month', count * months),
  }
}

/** All rows that are known and pass, whoever they belong to; in order of time, those of one moment in the file's. */
function eventsOf(log: RandomLog, choice: Choice, counted: Counted): readonly Event[] {
  const { scope, per } = choice
  const zone = scope.timezone ?? log.timezone
  const testers = new Set(log.events.filter((one) => one.test === true).map((one) => one.user))
  return log.events
    .map((one) => ({ ...one, micros: toMicros(one.ts) }))
    .filter((one) => one.micros <= counted.newest)
    .filter((one) => one.user === null || scope.include_test || !testers.has(one.user))
    .filter((one) => scope.filter.every((term) => term.op === 'is not null' || one.more?.[term.column] === term.value))
    .map((one): Event => {
      const keys = per.map((name) => one.more?.[name] ?? null)
      return {
        event: one.event,
        micros: one.micros,
        date: localDate(one.micros, zone),
        entity: per.length === 0 ? one.user : keys.includes(null) ? null : JSON.stringify(keys),
        more: { ...one.more, event: one.event },
      }
    })
    .sort((a, b) => a.micros - b.micros)
}

function counts(measure: AskedMeasure, event: Event): boolean {
  return (
    (measure.event === null || measure.event === event.event) &&
    ((measure.events ?? []).length === 0 || measure.events!.includes(event.event)) &&
    (measure.ofUsers !== true || event.entity !== null) &&
    (measure.where ?? []).every((term) => event.more[term.column] === term.value)
  )
}

const different = (values: readonly unknown[]): number => new Set(values.filter((one) => one !== null)).size
const sumOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0)

function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return low + (high - low) * (place - Math.floor(place))
}

/** A measure over the events of a bucket or window. */
function figureOf(measure: AskedMeasure, events: readonly Event[], byActive: boolean): number | null {
  const own = events.filter((event) => counts(measure, event))
  const { column } = measure
  const numbers = (list: readonly Event[]): readonly number[] =>
    list.flatMap((event) => {
      const value = event.more[column ?? ''] ?? null
      return value === null ? [] : [Number(value)]
    })
  const amounts = numbers(own)
  switch (measure.measure) {
    case 'count':
      return own.length
    case 'users':
      return different(own.map((event) => event.entity))
    case 'distinct':
      return different(own.map((event) => event.more[column!] ?? null))
    case 'sum':
      return sumOf(amounts)
    case 'avg':
      return amounts.length === 0 ? null : sumOf(amounts) / amounts.length
    case 'min':
      return amounts.length === 0 ? null : Math.min(...amounts)
    case 'max':
      return amounts.length === 0 ? null : Math.max(...amounts)
    case 'per-user': {
      const users = different((byActive ? events : own).map((event) => event.entity))
      const owned = own.filter((event) => event.entity !== null)
      if (users === 0) return null
      return (column === undefined ? owned.length : sumOf(numbers(owned))) / users
    }
    default:
      return quantile(amounts, measure.measure === 'median' ? 0.5 : Number(measure.measure.slice(1)) / 100)
  }
}

/** A measure where everybody counts with a weight. */
function weighted(
  measure: AskedMeasure,
  units: readonly { readonly events: readonly Event[] }[],
  weights: readonly number[],
  byActive: boolean,
): number | null {
  const add = (of: (events: readonly Event[]) => number): number =>
    sumOf(units.map((unit, index) => weights[index]! * of(unit.events)))
  const plain = (kind: string) => (events: readonly Event[]) =>
    figureOf({ ...measure, measure: kind }, events, false) ?? 0
  const owned = (kind: string) => (events: readonly Event[]) =>
    plain(kind)(events.filter((event) => event.entity !== null))
  const { column } = measure
  if (measure.measure === 'avg') {
    const known = add((events) => plain('count')(events.filter((event) => (event.more[column!] ?? null) !== null)))
    return known === 0 ? null : add(plain('sum')) / known
  }
  if (measure.measure === 'per-user') {
    const users = byActive ? add((events) => different(events.map((event) => event.entity))) : add(plain('users'))
    return users === 0 ? null : add(owned(column === undefined ? 'count' : 'sum')) / users
  }
  return add(plain(measure.measure))
}

function totalOf(measure: AskedMeasure, events: readonly Event[]): number {
  const isSum = ['users', 'distinct', 'sum'].includes(measure.measure)
  return figureOf(isSum ? measure : { ...measure, measure: 'count' }, events, false) ?? 0
}

type Values = readonly (string | null)[]

function compareValues(a: Values, b: Values): number {
  for (const [index, one] of a.entries()) {
    const other = b[index] ?? null
    if (one === other) continue
    return one === null ? 1 : other === null ? -1 : one < other ? -1 : 1
  }
  return 0
}

/** The lines of the breakdown: what each is called, and its events. */
function linesOf(
  events: readonly Event[],
  choice: Choice,
  first: AskedMeasure,
): readonly { readonly labels: readonly string[]; readonly events: readonly Event[] }[] {
  const { breakdown, limit, underOneValue } = choice
  if (breakdown.length === 0) return [{ labels: [], events }]
  const own = (event: Event): Values => breakdown.map((name) => (event.more[name] ?? null) as string | null)
  const firsts = new Map<string, Values>()
  for (const event of events)
    if (event.entity !== null && !firsts.has(event.entity)) firsts.set(event.entity, own(event))
  const valueOf = (event: Event): Values =>
    underOneValue && event.entity !== null ? firsts.get(event.entity)! : own(event)
  const byValue = new Map<string, Event[]>()
  for (const event of events) {
    const key = JSON.stringify(valueOf(event))
    byValue.set(key, [...(byValue.get(key) ?? []), event])
  }
  const ranked = [...byValue]
    .map(([key, list]) => ({ values: JSON.parse(key) as Values, list, total: totalOf(first, list) }))
    .sort((a, b) => b.total - a.total || compareValues(a.values, b.values))
  const isNone = ({ values }: { readonly values: Values }): boolean => values.every((one) => one === null)
  const some = ranked.filter((one) => !isNone(one))
  const ordered = [
    ...some.slice(0, limit).map((one) => ({ ...one, labels: one.values.map((value) => value ?? '(none)') })),
    ...ranked.filter(isNone).map((one) => ({ ...one, labels: breakdown.map(() => '(none)') })),
    ...some.slice(limit).map((one) => ({ ...one, labels: breakdown.map(() => 'Other') })),
  ]
  const lines = new Map<string, { labels: readonly string[]; events: Event[] }>()
  for (const { labels, list } of ordered) {
    const key = JSON.stringify(labels)
    const line = lines.get(key) ?? { labels, events: [] }
    lines.set(key, line)
    line.events.push(...list)
  }
  return [...lines.values()]
}

/** Trends by the definition: for each bucket and line, go through all events and compute each measure anew. */
export function referenceTrends(log: RandomLog, choice: Choice): readonly object[] {
  const { scope, interval, measures, formulas, window, adjustment, breakdown } = choice
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const zone = scope.timezone ?? log.timezone
  const { of, next } = calendar(interval, choice.weekStart ?? log.weekStart)
  const from = scope.from !== null && scope.from > counted.first ? scope.from : counted.first
  const to = scope.to !== null && scope.to < counted.last ? scope.to : counted.last
  if (from > to) return []
  const isChange = adjustment === 'difference' || adjustment === 'percent'
  const before = window === 'cumulative' ? 0 : window - 1 + (isChange ? 1 : 0)
  let shown: (string | number)[] = []
  if (interval === 'hour') {
    for (let hour = of(counted.oldest, ''); hour <= of(counted.newest, ''); hour = next(hour, 1)) {
      const date = localDate(Number(hour), zone)
      if (date >= from && date <= to) shown.push(hour)
    }
  } else for (let key = of(0, from); key <= of(0, to); key = next(key, 1)) shown.push(key)
  if (shown.length === 0) return []
  const read = [...Array.from({ length: before }, (_, index) => next(shown[0]!, index - before)), ...shown]
  shown = read.slice(before)

  const used = measures.filter(({ name }) => formulas.length === 0 || formulas.some((text) => text.includes(name)))
  const byActive = choice.byActive && used.some((one) => one.measure === 'per-user')
  const inOrder =
    formulas.length === 0
      ? used
      : used.toSorted((a, b) => formulas.join(' ').indexOf(a.name) - formulas.join(' ').indexOf(b.name))
  const events = eventsOf(log, choice, counted)
    .filter((event) => byActive || used.some((measure) => counts(measure, event)))
    .filter((event) => {
      const key = of(event.micros, event.date)
      return key >= read[0]! && key <= read.at(-1)!
    })
  const series = formulas.length > 0 ? formulas : used.map((one) => one.name)
  const lines = linesOf(events, choice, inOrder[0]!)

  /** Series, line and bucket of those read. */
  const valueAt = (name: string, list: readonly Event[], at: number): number | null => {
    const least = read[window === 'cumulative' ? 0 : Math.max(0, at - window + 1)]!
    const inside = list.filter((event) => {
      const key = of(event.micros, event.date)
      return key >= least && key <= read[at]!
    })
    const part = (letter: string): number | null => {
      const measure = measures.find((one) => one.name === letter)
      return measure === undefined ? null : figureOf(measure, inside, byActive)
    }
    if (formulas.length === 0) return part(name)
    const [a, b] = [part('A'), part('B')]
    if ((name.includes('A') && a === null) || (name.includes('B') && b === null)) return null
    return FORMULAS[name as keyof typeof FORMULAS](a ?? 0, b ?? 0)
  }
  const marginAt = (name: string, list: readonly Event[], at: number): number | null =>
    isRate(name, measures)
      ? naiveMargin(
          list.filter((event) => of(event.micros, event.date) === read[at]!),
          (units, weights) => {
            const part = (letter: string): number | null =>
              weighted(
                measures.find((one) => one.name === letter)!,
                units,
                weights,
                byActive,
              )
            if (formulas.length === 0) return part(name)
            const [a, b] = [part('A'), name.includes('B') ? part('B') : 0]
            return a === null || b === null ? null : FORMULAS[name as keyof typeof FORMULAS](a, b)
          },
        )
      : null
  const rows: object[] = []
  for (const [place, key] of shown.entries()) {
    const at = place + before
    const plain = series.map((name) => lines.map((line) => valueAt(name, line.events, at)))
    const known = plain.flat().filter((value) => value !== null)
    const end = next(key, 1)
    const complete =
      interval === 'hour'
        ? Number(end) <= counted.now && (before === 0 || Number(read[at - before]) >= Number(of(counted.oldest, '')))
        : String(read[at - before]) >= counted.first && addDays(String(end), -1) <= counted.over
    for (const [s, name] of series.entries())
      for (const [l, line] of lines.entries()) {
        let value = plain[s]?.[l] ?? null
        const other = (index: number): number | null => (index < 0 ? null : valueAt(name, line.events, index))
        const ratio = (by: number | null): number | null =>
          value === null || by === null || by === 0 ? null : (100 * value) / by
        if (adjustment === 'share') value = known.length === 0 ? null : ratio(sumOf(known))
        else if (adjustment === 'indexed') value = ratio(other(before))
        else if (isChange) {
          const previous = other(at - 1)
          const change = value === null || previous === null ? null : value - previous
          value =
            adjustment === 'difference' || change === null || previous === null
              ? change
              : previous === 0
                ? null
                : (100 * change) / previous
        }
        const margin = choice.intervals && value !== null ? marginAt(name, line.events, at) : null
        rows.push({
          [interval === 'hour' ? 'ts' : 'date']: key,
          ...Object.fromEntries(breakdown.map((column, index) => [column, line.labels[index]!])),
          series: name,
          value,
          complete,
          ...(choice.intervals
            ? { low: margin === null ? null : value! - margin, high: margin === null ? null : value! + margin }
            : {}),
        })
      }
  }
  return rows
}
