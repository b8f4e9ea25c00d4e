import { countedEvents } from '../../countedEvents'
import type { ResultValue } from '../../../../src-renderer/query/contract/result'
import { addDays, localDate } from '../../localCalendar'
import { toMicros, type LogEvent } from '../../nativeDuckdb'
import type { RandomLog, RandomScope } from '../../randomLog'

interface Term {
  readonly event: string | null
  readonly measure: 'count' | 'sum' | 'users'
}

/** What is asked: one measure, or one over another. */
export interface AskedFigure {
  readonly over: Term
  readonly under: Term | null
  /** As one measure that is a quotient by itself. */
  readonly as?: 'avg' | 'per-user'
  readonly factor?: number
}

export interface ChangeChoice {
  readonly scope: RandomScope
  readonly figure: AskedFigure
  readonly columns: readonly ('city' | 'plan' | 'paid')[]
  readonly compare: 'previous-period' | 'previous-week' | 'previous-month'
  /**
   * Something else than earlier dates: three days earlier, those who did y against those who did x, those who did not do
   * x against those who did, or plan free against plan pro.
   */
  readonly other?: 'dates' | 'segment' | 'else' | 'values' | null
  readonly limit: number
}

type Dates = readonly [from: string, to: string]

const isGroups = (other: ChangeChoice['other']): boolean =>
  other === 'segment' || other === 'else' || other === 'values'

/** Which events of the log a side is of, by hand: `isAfter` is the one asked for. */
function onSide(
  other: ChangeChoice['other'],
  known: readonly LogEvent[],
): (one: LogEvent, isAfter: boolean) => boolean {
  const did = (name: string): Set<string | null> =>
    new Set(known.filter((one) => one.event === name).map((one) => one.user))
  const [x, y] = [did('x'), did('y')]
  return (one, isAfter) => {
    if (other === 'values') return one.more?.['plan'] === (isAfter ? 'pro' : 'free')
    if (other !== 'segment' && other !== 'else') return true
    if (one.user === null) return false
    return isAfter ? x.has(one.user) : other === 'else' ? !x.has(one.user) : y.has(one.user)
  }
}

/** The period and the one before; null where there is nothing to compare. */
export function periods(log: RandomLog, { scope, compare, other }: ChangeChoice): readonly [Dates, Dates] | null {
  const counted = countedEvents(log, scope)
  if (counted === null) return null
  const to = scope.to ?? (scope.from === null ? counted.over : counted.last)
  const from = scope.from ?? addDays(to, -6)
  if (from > to) return null
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (compare === 'previous-month') return null
  const back = other === 'dates' ? 3 : isGroups(other) ? 0 : compare === 'previous-week' ? 7 : days
  return [
    [from, to],
    [addDays(from, -back), addDays(to, -back)],
  ]
}

interface Counted {
  readonly isAfter: boolean
  readonly user: string | null
  readonly values: Readonly<Record<string, string>>
  readonly over: number | null
  readonly under: number | null
}

const textOf = (value: string | number | boolean | null | undefined): string => String(value ?? '(none)')

function amountOf(one: LogEvent): number | null {
  const amount = one.more?.['amount']
  return typeof amount === 'number' ? amount : null
}

/** Whether a term adds an event up at all. */
function takes({ event, measure }: Term, one: LogEvent, needsAmount: boolean): boolean {
  if (event !== null && one.event !== event) return false
  if (measure === 'users') return one.user !== null
  return measure === 'sum' || needsAmount ? amountOf(one) !== null : true
}

/** The events of both periods that count, with what each adds. */
function counted(log: RandomLog, choice: ChangeChoice, both: readonly [Dates, Dates]): readonly Counted[] {
  const { scope, figure, columns, other } = choice
  const known = countedEvents(log, scope)!
  const isOn = onSide(
    other,
    log.events.filter((one) => toMicros(one.ts) <= known.newest),
  )
  const zone = scope.timezone ?? log.timezone
  const testers = new Set(log.events.filter((one) => one.test === true).map((one) => one.user))
  const events = log.events
    .filter((one) => toMicros(one.ts) <= known.newest)
    .filter((one) => one.user === null || scope.include_test || !testers.has(one.user))
    .filter((one) => scope.filter.every((term) => term.op === 'is not null' || one.more?.[term.column] === term.value))
    .toSorted((a, b) => toMicros(a.ts) - toMicros(b.ts))
  const { over, under, as } = figure
  const underTakes = (one: LogEvent): boolean => under !== null && takes(under, one, as === 'avg')
  // A per-user figure is of users alone, as in Trends.
  const overTakes = (one: LogEvent): boolean => takes(over, one, false) && (as !== 'per-user' || one.user !== null)
  const byUser = over.measure === 'users' || under?.measure === 'users'
  return both.flatMap(([from, to], side) => {
    const own = events.filter((one) => {
      const date = localDate(toMicros(one.ts), zone)
      return date >= from && date <= to && isOn(one, side === 0) && (overTakes(one) || underTakes(one))
    })
    const seen = { over: new Set<string>(), under: new Set<string>() }
    const firstOf = new Map<string, LogEvent>()
    const added = (word: 'over' | 'under', term: Term, one: LogEvent, is: boolean): number | null => {
      if (!is) return null
      if (term.measure === 'sum') return amountOf(one)
      if (term.measure === 'count') return 1
      const isNew = !seen[word].has(one.user!)
      seen[word].add(one.user!)
      return isNew ? 1 : 0
    }
    return own.map((one): Counted => {
      if (one.user !== null && !firstOf.has(one.user)) firstOf.set(one.user, one)
      const stands = byUser && one.user !== null ? firstOf.get(one.user)! : one
      return {
        isAfter: side === 0,
        user: one.user,
        values: Object.fromEntries(columns.map((name) => [name, textOf(stands.more?.[name])])),
        over: added('over', over, one, overTakes(one)),
        under: under === null ? null : added('under', under, one, underTakes(one)),
      }
    })
  })
}

interface Side {
  readonly over: number
  readonly under: number
}

function sideOf(rows: readonly Counted[], isAfter: boolean, isQuotient: boolean): Side {
  const own = rows.filter((one) => one.isAfter === isAfter)
  const sum = (name: 'over' | 'under'): number => own.reduce((all, one) => all + (one[name] ?? 0), 0)
  const users = new Set(own.filter((one) => one.over !== null).map((one) => one.user ?? 'nobody'))
  return { over: sum('over'), under: isQuotient ? sum('under') : users.size }
}

const mean = (a: number, b: number): number => (a + b) / 2

type Told = Readonly<Record<string, ResultValue>>

/** Nothing is nothing, whatever its sign. */
const withoutSign = (row: Told): Told =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value === 0 ? 0 : value]))

/**
 * Rows of one column in the order of their values: what moved a figure equally far but for the last digit may stand in
 * either order.
 */
export function byValue(rows: readonly Told[]): readonly Told[] {
  const columns = [...new Set(rows.map((row) => row['column']))]
  return columns.flatMap((column) => {
    const own = rows.filter((row) => row['column'] === column).map(withoutSign)
    return column === '(formula)' ? own : own.toSorted((a, b) => (String(a['value']) < String(b['value']) ? -1 : 1))
  })
}

/** The table from the definition. */
export function referenceChange(log: RandomLog, choice: ChangeChoice): readonly object[] {
  const both = periods(log, choice)
  if (both === null) return []
  const { figure, columns, limit } = choice
  const isQuotient = figure.under !== null
  const factor = figure.factor ?? 1
  const rows = counted(log, choice, both)
  const whole = { before: sideOf(rows, false, isQuotient), after: sideOf(rows, true, isQuotient) }
  if (isQuotient && (whole.before.under === 0 || whole.after.under === 0)) return []
  const figureOf = ({ over, under }: Side): number | null =>
    !isQuotient ? over : under === 0 ? null : (factor * over) / under
  const [was, is] = [figureOf(whole.before)!, figureOf(whole.after)!]
  const change = is - was
  const share = (total: number): number | null => (change === 0 ? null : (100 * total) / change)
  const row = (column: string, value: string, more: Told): Told => ({ column, value, ...more })

  const factors: Told[] = []
  const sides = [whole.before.over, whole.after.over, whole.before.under, whole.after.under]
  if (sides.every((one) => one > 0) && (isQuotient || figure.over.measure !== 'users')) {
    const logMean = was === is ? was : change / Math.log(is / was)
    const each: readonly (readonly [number, number, number])[] = isQuotient
      ? [
          [whole.before.over, whole.after.over, 1],
          [whole.before.under, whole.after.under, -1],
        ]
      : [
          [whole.before.under, whole.after.under, 1],
          [was / whole.before.under, is / whole.after.under, 1],
        ]
    each.forEach(([before, after, sign]) => {
      const total = sign * logMean * Math.log(after / before)
      factors.push({ column: '(formula)', before, after, mix: null, rate: null, total, share: share(total) })
    })
  }

  const parts = (column: string, valueOf: (one: Counted) => string): readonly Told[] => {
    const values = [...new Set(rows.map(valueOf))].map((value) => {
      const own = rows.filter((one) => valueOf(one) === value)
      const [before, after] = [sideOf(own, false, isQuotient), sideOf(own, true, isQuotient)]
      const rates = [before, after].map(({ over, under }) => (under === 0 ? null : over / under))
      const [then, now] = [rates[0] ?? rates[1] ?? null, rates[1] ?? rates[0] ?? null]
      if (!isQuotient) {
        const total = after.over - before.over
        const mix = then === null || now === null ? 0 : (after.under - before.under) * mean(then, now)
        return { value, before, after, mix, rate: total - mix, total }
      }
      const [w0, w1] = [before.under / whole.before.under, after.under / whole.after.under]
      const middle = mean(was, is) / factor
      const mix = then === null || now === null ? 0 : (w1 - w0) * (mean(then, now) - middle)
      const held = after.over / whole.after.under - before.over / whole.before.under
      const total = held - (w1 - w0) * middle
      return { value, before, after, mix: factor * mix, rate: factor * (total - mix), total: factor * total }
    })
    const order = values.toSorted((a, b) => Math.abs(b.total) - Math.abs(a.total) || (a.value < b.value ? -1 : 1))
    const shown = order.slice(0, limit)
    const rest = order.slice(limit)
    const add = (name: 'over' | 'under', word: 'before' | 'after'): number =>
      rest.reduce((all, one) => all + one[word][name], 0)
    const sum = (name: 'mix' | 'rate' | 'total'): number => rest.reduce((all, one) => all + one[name], 0)
    const side = (word: 'before' | 'after'): Side => ({ over: add('over', word), under: add('under', word) })
    const other = {
      value: 'Other',
      before: side('before'),
      after: side('after'),
      mix: sum('mix'),
      rate: sum('rate'),
      total: sum('total'),
    }
    return [...shown, ...(rest.length === 0 ? [] : [other])].map(({ value, before, after, mix, rate, total }) =>
      row(column, value, {
        before: figureOf(before),
        after: figureOf(after),
        size_before: before.under,
        size_after: after.under,
        mix,
        rate,
        total,
        share: share(total),
      }),
    )
  }
  const sidesOf = (user: string): readonly boolean[] => [
    ...new Set(rows.filter((one) => one.user === user).map((one) => one.isAfter)),
  ]
  const who = ({ user }: Counted): string => {
    if (user === null) return 'without a user'
    const own = sidesOf(user)
    const words = isGroups(choice.other) ? ['only here', 'only there'] : ['new', 'only before']
    return own.length === 2 ? 'in both' : words[own[0] === true ? 0 : 1]!
  }
  return byValue([
    row('(all)', '(all)', {
      before: was,
      after: is,
      size_before: whole.before.under,
      size_after: whole.after.under,
      mix: null,
      rate: null,
      total: change,
      share: share(change),
    }),
    ...factors,
    ...parts('(users)', who),
    ...columns.flatMap((name) => parts(name, (one) => one.values[name]!)),
  ])
}
