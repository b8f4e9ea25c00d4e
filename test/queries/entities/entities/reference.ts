import { countedEvents } from '../../countedEvents'
import { quantile, type AskedMeasure } from '../../distribution/entityValues'
import { addDays, localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'
import type { RandomLog, RandomScope } from '../../randomLog'

export interface EntitiesChoice {
  readonly scope: RandomScope
  /** None for users. */
  readonly per: readonly ('city' | 'plan')[]
  readonly peers: readonly ('city' | 'plan')[]
  /** Named A, B. */
  readonly measures: readonly AskedMeasure[]
  readonly compare: 'previous-period' | 'previous-week' | null
  /** By measure, A or B; none of those that the choice has no measure for. */
  readonly weights: Readonly<Record<string, number>>
  /** The least percentile, or figure, of two tiers; a third takes the rest. Null for no tiers. */
  readonly tiers: { readonly by: 'A' | 'A_change' | null; readonly cuts: readonly [number, number] } | null
  readonly isAscending: boolean
  readonly limit: number | null
}

type Dates = readonly [from: string | null, to: string | null]

/** The earlier dates; null where nothing is compared, undefined where that cannot be asked. */
export function datesBefore(log: RandomLog, { scope, compare }: EntitiesChoice): Dates | null | undefined {
  if (compare === null) return null
  const to = scope.to ?? countedEvents(log, scope)?.last
  const { from } = scope
  if (from === null || to === undefined || from > to) return undefined
  const days = compare === 'previous-week' ? 7 : (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  return [addDays(from, -days), addDays(to, -days)]
}

/** All events that pass, in order of time; of columns those without a user, too. */
function passing(log: RandomLog, { scope, per }: EntitiesChoice): readonly LogEvent[] {
  const counted = countedEvents(log, scope)
  if (counted === null) return []
  const testers = new Set(log.events.filter((one) => one.test === true).map((one) => one.user))
  return log.events
    .filter((one) => toMicros(one.ts) <= counted.newest)
    .filter((one) => one.user !== null || per.length > 0)
    .filter((one) => one.user === null || scope.include_test || !testers.has(one.user))
    .filter((one) => scope.filter.every((term) => term.op === 'is not null' || one.more?.[term.column] === term.value))
    .toSorted((a, b) => toMicros(a.ts) - toMicros(b.ts))
}

function figure(own: readonly LogEvent[], { event, measure, column }: AskedMeasure): number | null {
  const events = own.filter((one) => event === null || one.event === event)
  const values = events.map((one) => one.more?.[column ?? ''] ?? null).filter((one) => one !== null)
  const amounts = values.filter((one) => typeof one === 'number')
  const sum = amounts.reduce((all, one) => all + one, 0)
  const users = new Set(events.map((one) => one.user).filter((one) => one !== null)).size
  switch (measure) {
    case 'count':
      return events.length
    case 'sum':
      return sum
    case 'avg':
      return amounts.length === 0 ? null : sum / amounts.length
    case 'max':
      return amounts.length === 0 ? null : Math.max(...amounts)
    case 'median':
      return amounts.length === 0 ? null : quantile(amounts, 0.5)
    case 'distinct':
      return new Set(values).size
    case 'users':
      return users
    case 'per-user':
      return users === 0 ? null : events.filter((one) => one.user !== null).length / users
  }
}

/** The table from the definition. */
export function referenceEntities(log: RandomLog, choice: EntitiesChoice): readonly object[] {
  const { scope, per, peers, measures, weights, tiers, isAscending, limit } = choice
  const weighted = Object.entries(weights).filter(([name]) => 'AB'.indexOf(name) < measures.length)
  const first = weighted.length > 0 ? 'score' : 'A'
  const before = datesBefore(log, choice) ?? null
  const zone = scope.timezone ?? log.timezone
  const within = (dates: Dates | null, { ts }: LogEvent): boolean => {
    const date = localDate(toMicros(ts), zone)
    return dates !== null && (dates[0] === null || date >= dates[0]) && (dates[1] === null || date <= dates[1])
  }
  const period: Dates = [scope.from, scope.to]
  const events = passing(log, choice).filter((one) => within(period, one) || within(before, one))
  const keyOf = (one: LogEvent): readonly unknown[] =>
    per.length === 0 ? [one.user] : per.map((name) => one.more?.[name] ?? null)
  const whole = events.filter((one) => !keyOf(one).includes(null))
  const entities = [...new Set(whole.map((one) => JSON.stringify(keyOf(one))))].sort().map((key) => {
    const own = whole.filter((one) => JSON.stringify(keyOf(one)) === key)
    const newest = (name: string): unknown => own.map((one) => one.more?.[name] ?? null).findLast((one) => one !== null)
    return {
      key: JSON.parse(key) as readonly unknown[],
      peers: peers.map((name) => newest(name) ?? null),
      now: measures.map((one) =>
        figure(
          own.filter((event) => within(period, event)),
          one,
        ),
      ),
      before: measures.map((one) =>
        before === null
          ? null
          : figure(
              own.filter((event) => within(before, event)),
              one,
            ),
      ),
    }
  })
  const rows = entities.map((one) => {
    const row: Record<string, unknown> = {}
    one.key.forEach((value, at) => (row[per[at] ?? 'user_id'] = value))
    peers.forEach((name, at) => (row[name] = per.includes(name) ? row[name] : one.peers[at]))
    measures.forEach((_, at) => {
      const name = 'AB'[at]!
      const [value, earlier] = [one.now[at]!, one.before[at]!]
      const others = entities
        .filter((other) => other !== one && JSON.stringify(other.peers) === JSON.stringify(one.peers))
        .map((other) => other.now[at])
        .filter((other) => typeof other === 'number')
      row[name] = value
      row[`${name}_before`] = earlier
      row[`${name}_change`] = value === null || earlier === null ? null : value - earlier
      row[`${name}_rank`] = value === null ? null : 1 + others.filter((other) => other > value).length
      row[`${name}_percentile`] =
        value === null || others.length === 0
          ? null
          : (100 * others.filter((other) => other < value).length) / others.length
    })
    if (weighted.length > 0) {
      const terms = weighted.map(([name, by]) => {
        const percentile = row[`${name}_percentile`]
        if (typeof percentile !== 'number') return null
        return by > 0 ? by * percentile : -by * (100 - percentile)
      })
      const whole = weighted.reduce((sum, [, by]) => sum + Math.abs(by), 0)
      row['score'] = terms.includes(null) ? null : terms.reduce<number>((sum, one) => sum + (one ?? 0), 0) / whole
    }
    if (tiers !== null) {
      const cut = row[tiers.by ?? first]
      const place = typeof cut === 'number' ? tiers.cuts.findIndex((least) => cut >= least) : null
      row['tier'] = place === null ? null : (['gold', 'silver'][place] ?? 'bronze')
    }
    return row
  })
  const sign = isAscending ? 1 : -1
  const value = (row: Readonly<Record<string, unknown>>): number => Number(row[first] ?? sign * Infinity)
  const placed = rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)]
    return x === y ? 0 : sign * (x - y)
  })
  return placed.slice(0, limit ?? placed.length)
}
