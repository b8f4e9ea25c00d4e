import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { onDatesSql } from '../events/eventsInScope'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { attemptCtes, enteredSql, entriesSql, kindOf, requiredSteps, wayOf } from './attemptCtes'
import { numbers, secondsSql, stepAt, type AttemptShape } from './attempt'
import { keyedRows, type KeyedRows } from '../events/keyedRows'
import { optionalAt, optionalCtes, optionalName } from './optionalSteps'
import { funnelLeftOut } from './leftOut'
import type { FunnelOptions } from './options'
import { pairingOf, type Pairing } from './pairs'
import { numberedCte, pickedCtes } from './pickedAttempts'
import { timeSql } from '../events/position'
import { funnelRows } from './stepRows'

const DAY_MICROS = 86_400e6

/** The attempts that count, as SQL: what every analysis of a funnel is made from. Steps are counted from 1 as the funnel has them, optional ones too. */
export interface Attempts {
  /** The WITH queries that `name` needs. */
  readonly ctes: readonly Cte[]
  /** The relation with one row for each attempt that counts: key, positions, depth, and what `id` names. */
  readonly name: string
  /** The columns that tell its rows apart: the key (and the `entry_unit`), or the attempt's number where a key has several. */
  readonly id: readonly string[]
  /** A condition on rows: TRUE, or that they lie in the dates where every step must. */
  readonly inDates: string
  /** How keys are told apart by values; null where they are not. Rows of `name` then have the pair's columns. */
  readonly pairing: Pairing | null
  readonly leftOut: readonly LeftOut[]
  readonly options: FunnelOptions
  readonly within: Scope
  readonly rows: KeyedRows
  readonly shape: AttemptShape
  /** The column with the position at which a step was reached: NULL, or beyond the window, where it was not. */
  position(step: number): string
  /** A condition: the step was reached. */
  reached(step: number): string
  /** The step that shares and times of a step are counted from: the last one before it that is not optional. */
  previous(step: number): number
  /** Seconds from one step to another. */
  seconds(from: number, to: number): string
  /** The time (TIMESTAMP, UTC) of a position. */
  timestamp(position: string): string
}

/** A condition on the local date of an entry. */
export function entryDates(within: Scope): string {
  const dates = onDatesSql('local_date(ts)', within).replaceAll('\n  ', ' ')
  return dates === 'TRUE' ? dates : `(${dates})`
}

/**
 * The stored dates that can matter: entries lie between from and to, later steps within the window after, or as far before
 * as a tolerance allows. Another zone's dates differ by a day at most on either side.
 */
export function datesNeeded({ within, options, rows }: Attempts, readsBefore: boolean): QueryPlan['range'] {
  const slack = within.timezone === null ? 0 : 2
  const { everyStepDated, windowMicros } = options
  const early = everyStepDated ? 0 : Math.ceil((options.toleranceMicros * (options.steps.length - 1)) / DAY_MICROS)
  const looksBack =
    rows.readsAll || options.steps.some((step) => step.first !== false) || (readsBefore && !everyStepDated)
  const from = within.fromDate === null || looksBack ? null : dayToIso(isoToDay(within.fromDate) - slack - early)
  const to =
    within.toDate === null
      ? null
      : everyStepDated
        ? dayToIso(isoToDay(within.toDate) + slack)
        : windowMicros === null
          ? null
          : dayToIso(isoToDay(within.toDate) + Math.ceil(windowMicros / DAY_MICROS) + 1 + slack)
  return { from, to }
}

/**
 * The attempts of a funnel that count: one for each key, or several where each entry is an attempt of its own or a key is
 * told apart by values; or, with `part` (an expression over local dates, given the date's SQL), so for each part of the
 * time in which attempts began. Throws `bad-parameter` and `not-found`.
 */
export function readAttempts(
  options: FunnelOptions,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
  part?: (date: string) => string,
): Attempts {
  const within = scope(values, catalog, source)
  const rows = keyedRows(
    options.per,
    within,
    options.steps.some((step) => step.first === 'unfiltered'),
  )
  const kind = kindOf(options)
  const required = requiredSteps(options)
  const ordinal = (step: number): number => required.filter((one) => one <= step).length
  const everyTry = options.hold.length > 0 || options.eachValue || options.counting === 'totals'
  const way = wayOf(options, required, everyTry)
  const pairing = pairingOf(options, way === 'searched')
  const timestamp = (position: string): string =>
    `make_timestamp(${timeSql(position, kind)}${kind === 'file' ? ' - 9007199254740992' : ''})`
  const shape: AttemptShape = {
    steps: required.length,
    windowMicros: options.windowMicros,
    kind,
    hasEntry: way !== 'direct',
    cut: options.exclusionEffect === 'cut',
    toleranceMicros: options.order === 'any' ? 0 : options.toleranceMicros,
    everyTry,
    hasEnd: options.counting === 'totals' && options.entry === 'first',
    exclusions: options.exclusions.map((exclusion) => ({
      ...exclusion,
      from: ordinal(exclusion.from),
      to: ordinal(exclusion.to),
    })),
    entryDateSql: `local_date(${timestamp(stepAt(1))})`,
    ...(part === undefined ? {} : { partSql: part }),
  }
  const picked: AttemptShape = { ...shape, hasEntry: shape.hasEntry === true || (everyTry && kind !== 'file') }
  const dates = entryDates(within)
  const from = funnelRows({ options, rows, within, kind, dates, required, pairing })
  const optional = numbers(1, options.steps.length).filter((step) => !required.includes(step))
  const optionalRows = optional.map((step): Cte => ({
    name: optionalName(step),
    about: `Events that can be the optional step ${step}`,
    sql: from.at(step, false),
  }))
  const position = (step: number): string => (required.includes(step) ? stepAt(ordinal(step)) : optionalAt(step))
  const chosen = optional.length === 0 ? 'chosen' : 'completed'
  const ctes: readonly Cte[] = [
    ...rows.ctes,
    ...from.ctes,
    ...attemptCtes(options, from, within, shape, way),
    ...(everyTry ? pickedCtes(picked, options, pairing, entriesSql(options, shape, way)) : []),
    ...(optional.length === 0
      ? []
      : [
          ...optionalRows,
          ...optionalCtes(
            optional.map((step) => ({ step, after: ordinal(step) })),
            shape,
          ),
        ]),
    ...(everyTry ? [numberedCte(chosen, pairing)] : []),
  ]
  const name = everyTry ? 'counted_attempts' : chosen
  return {
    ctes,
    name,
    options,
    within,
    rows,
    shape: picked,
    position,
    timestamp,
    pairing,
    id: everyTry ? ['attempt_number'] : part === undefined ? ['key'] : ['key', 'entry_unit'],
    inDates: options.everyStepDated ? dates : 'TRUE',
    leftOut: funnelLeftOut({
      options,
      noun: rows.noun,
      ctes,
      name,
      pairing,
      entered: enteredSql(options, way),
      withoutValue: from.withoutValue(),
    }),
    reached: (step) => (required.includes(step) ? `depth >= ${ordinal(step)}` : `${optionalAt(step)} IS NOT NULL`),
    previous: (step) => required.filter((one) => one < step).at(-1) ?? 1,
    seconds: (one, other) => secondsSql(position(one), position(other), kind, shape.toleranceMicros),
  }
}

/** What is counted, in the plural: "users", "attempts of users". */
export function countedNoun({ options, rows, pairing }: Pick<Attempts, 'options' | 'rows' | 'pairing'>): string {
  if (options.counting === 'totals') return `attempts of ${rows.noun}`
  return options.counting === 'pairs' && pairing !== null
    ? `${rows.noun}, once for each ${options.hold.join(', ')}`
    : rows.noun
}

/**
 * A statement over attempts, with what the host has to know of it: `more` WITH queries after the attempts' own, and a
 * SELECT. `readsBefore`: it looks at events before the first date too.
 */
export function planOver(
  attempts: Attempts,
  values: ParameterValues,
  more: readonly Cte[],
  selectSql: string,
  readsBefore = false,
): QueryPlan {
  const { options, within } = attempts
  const range = datesNeeded(attempts, readsBefore)
  const window = typeof values['window'] === 'string' ? values['window'] : ''
  return {
    sql: statement([...attempts.ctes, ...more], selectSql),
    ...(range === undefined ? {} : { range }),
    ...(within.timezone === null ? {} : { timezone: within.timezone }),
    notes: [
      options.windowMicros === null ? 'no window' : `window: ${window} from the first step, its end included`,
      `counts ${countedNoun(attempts)}`,
      ...(options.everyStepDated && entryDates(within) !== 'TRUE' ? ['every step lies in the dates'] : []),
      ...within.notes,
    ],
    ...(attempts.leftOut.length === 0 ? {} : { leftOut: attempts.leftOut }),
  }
}
