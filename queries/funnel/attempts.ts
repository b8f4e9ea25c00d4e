import { elementAt } from '../../src-renderer/base/required'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { conditionSql } from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { dateLiteral } from '../../src-renderer/query/sql/literal'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { adjacentCtes } from './adjacentSteps'
import { anyOrderCtes } from './anyOrderSteps'
import { exclusionName, numbers, secondsSql, type AttemptShape } from './attempt'
import { keyedRows, type KeyedRows } from '../events/keyedRows'
import { optionalCtes, optionalName } from './optionalSteps'
import { funnelLeftOut } from './leftOut'
import type { FunnelOptions } from './options'
import { orderedCtes } from './orderedSteps'
import { groupSteps } from './overlap'
import { pairingOf, type Pairing } from './pairs'
import { numberedCte, pickedCtes } from './pickedAttempts'
import { timeSql, type PositionKind } from '../events/position'
import { searchedCtes } from './searchedSteps'
import { funnelRows, type FunnelRows } from './stepRows'
import { tiedCtes } from './tiedSteps'

const DAY_MICROS = 86_400e6
/** What a value that is NULL is called in a breakdown. */
export const NO_VALUE = '(none)'

/** The attempts that count, as SQL: what every analysis of a funnel is made from. Steps are counted from 1 as the funnel has them, optional ones too. */
export interface Attempts {
  /** The CTEs that `name` needs. */
  readonly ctes: readonly string[]
  /** The relation with one row for each attempt that counts: k, positions, depth, and what `id` names. */
  readonly name: string
  /** The columns that tell its rows apart: the key (and the part of the time, `d`), or the attempt's number where a key has several. */
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
  const date = 'local_date(ts)'
  const parts = [
    ...(within.fromDate === null ? [] : [`${date} >= ${dateLiteral(within.fromDate, 'from')}`]),
    ...(within.toDate === null ? [] : [`${date} <= ${dateLiteral(within.toDate, 'to')}`]),
  ]
  return parts.length === 0 ? 'TRUE' : `(${parts.join(' AND ')})`
}

/**
 * The stored dates that can matter: entries lie between from and to, later steps within the window after, or as far before
 * as a tolerance allows. Another zone's dates differ by a day at most on either side.
 */
function datesNeeded({ within, options, rows }: Attempts, readsBefore: boolean): QueryPlan['range'] {
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

/** The steps that are not optional, by their numbers in the funnel. */
function requiredSteps(options: FunnelOptions): readonly number[] {
  return numbers(1, options.steps.length).filter((step) => !elementAt(options.steps, step - 1).optional)
}

/** More steps than this that may be met by the same event would need too many ways to be tried where a tolerance lets them stand in either order. */
const MOST_SEARCHED = 6

/** How positions are compared. */
function kindOf({ order, ties }: FunnelOptions): PositionKind {
  if (ties === 'second') return 'second'
  if (order === 'strict') return ties === 'any' ? 'time' : 'file'
  return order === 'ordered' && ties === 'file-order' ? 'file' : 'time'
}

/**
 * How attempts are found: `searched` where the choice of an event can decide about a later step; `tied` where it can among
 * events of one time, and one attempt a key is chosen; else step by step.
 */
function wayOf(options: FunnelOptions, required: readonly number[], everyTry: boolean): 'searched' | 'tied' | 'direct' {
  const loose = options.ties === 'any' || options.ties === 'second' || options.ties === 'within'
  if (options.order === 'strict') return loose ? 'searched' : 'direct'
  if (options.order === 'any' || !loose) return 'direct'
  const groups = groupSteps(required.map((step) => elementAt(options.steps, step - 1))).filter(
    (group) => group.steps.length > 1,
  )
  if (groups.length === 0) return 'direct'
  if (options.ties === 'within' && groups.some((group) => group.steps.length > MOST_SEARCHED)) {
    refuse(
      'ties',
      'within',
      `with a tolerance at most ${MOST_SEARCHED} steps may be met by the same event; name a different event in some of them`,
    )
  }
  return everyTry || options.ties === 'within' ? 'searched' : 'tied'
}

function attemptCtes(
  options: FunnelOptions,
  from: FunnelRows,
  within: Scope,
  shape: AttemptShape,
  way: ReturnType<typeof wayOf>,
): readonly string[] {
  const required = requiredSteps(options)
  const excluded = options.exclusions.map(
    (exclusion, index) =>
      `${exclusionName(index + 1)} AS (${from.excluded(conditionSql(exclusion.condition, within.source.columns))})`,
  )
  if (way !== 'direct') {
    const isStrict = options.order === 'strict'
    return [
      `any_step AS ${way === 'searched' ? 'MATERIALIZED ' : ''}(${from.masked(isStrict)})`,
      ...excluded,
      ...(way === 'tied'
        ? tiedCtes(shape, options.entry)
        : searchedCtes(shape, options.entry, isStrict ? 'next' : 'later')),
    ]
  }
  switch (options.order) {
    case 'ordered': {
      const more =
        shape.everyTry && shape.kind !== 'file' ? ['place', ...(shape.kind === 'second' ? ['event_name'] : [])] : []
      return [
        ...required.map(
          (step, index) => `at_step_${index + 1} AS (${from.at(step, index === 0, index === 0 ? more : [])})`,
        ),
        ...excluded,
        ...orderedCtes(shape, options.entry, options.ties),
      ]
    }
    case 'strict':
      return [`in_scope AS (${from.flagged(true)})`, ...excluded, ...adjacentCtes(shape, options.entry, options.ties)]
    case 'any':
      return [
        `any_step AS (${from.flagged(false)})`,
        ...excluded,
        ...anyOrderCtes(shape, options.entry, groupSteps(required.map((step) => elementAt(options.steps, step - 1)))),
      ]
  }
}

/** A SELECT (k, o, place) of the events that attempts begin with, where the attempts themselves do not say which event it was. */
function entriesSql(options: FunnelOptions, shape: AttemptShape, way: ReturnType<typeof wayOf>): string | null {
  if (shape.kind === 'file' || way === 'searched') return null
  if (options.order === 'any') return 'SELECT k, o, place FROM any_step WHERE is_entry'
  return shape.kind === 'second'
    ? 'SELECT k, o, min(place) AS place FROM at_step_1 GROUP BY k, o, event_name'
    : 'SELECT k, o, place FROM at_step_1'
}

/** A SELECT of the keys, or pairs, that have an entry. */
function enteredSql(options: FunnelOptions, way: ReturnType<typeof wayOf>): string {
  if (way !== 'direct') return 'SELECT k FROM any_step WHERE is_entry AND mask & 1 <> 0'
  return {
    ordered: 'SELECT k FROM at_step_1',
    strict: 'SELECT k FROM in_scope WHERE is_entry',
    any: 'SELECT k FROM any_step WHERE is_entry',
  }[options.order]
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
  const rows = keyedRows(options.per, within)
  const kind = kindOf(options)
  const required = requiredSteps(options)
  const ordinal = (step: number): number => required.filter((one) => one <= step).length
  const everyTry = options.hold.length > 0 || options.eachValue || options.counting === 'totals'
  const way = wayOf(options, required, everyTry)
  const pairing = pairingOf(options, way === 'searched', NO_VALUE)
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
    ...(part === undefined ? {} : { partSql: part(`local_date(${timestamp('o1')})`) }),
  }
  const picked: AttemptShape = { ...shape, hasEntry: shape.hasEntry === true || (everyTry && kind !== 'file') }
  const dates = entryDates(within)
  const from = funnelRows({ options, rows, within, kind, dates, required, pairing })
  const optional = numbers(1, options.steps.length).filter((step) => !required.includes(step))
  const optionalRows = optional.map((step) => `${optionalName(step)} AS (${from.at(step, false)})`)
  const position = (step: number): string => (required.includes(step) ? `o${ordinal(step)}` : `p${step}`)
  const chosen = optional.length === 0 ? 'chosen' : 'completed'
  const ctes = [
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
    id: everyTry ? ['n'] : part === undefined ? ['k'] : ['k', 'd'],
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
    reached: (step) => (required.includes(step) ? `depth >= ${ordinal(step)}` : `p${step} IS NOT NULL`),
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

/** A statement over attempts, with what the host has to know of it; `sql` follows WITH and the attempts' CTEs. `readsBefore`: it looks at events before the first date too. */
export function planOver(attempts: Attempts, values: ParameterValues, sql: string, readsBefore = false): QueryPlan {
  const { options, within } = attempts
  const range = datesNeeded(attempts, readsBefore)
  const window = typeof values['window'] === 'string' ? values['window'] : ''
  return {
    sql: `WITH ${attempts.ctes.join(',\n')}${sql}`,
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
