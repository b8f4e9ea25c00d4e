import { elementAt } from '../../src-renderer/base/required'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { conditionSql } from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { LeftOut, QueryPlan } from '../../src-renderer/query/contract/plan'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import { onDatesSql } from '../events/eventsInScope'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { adjacentCtes } from './adjacentSteps'
import { anyOrderCtes } from './anyOrderSteps'
import { exclusionName, numbers, secondsSql, stepAt, type AttemptShape } from './attempt'
import { keyedRows, type KeyedRows } from '../events/keyedRows'
import { optionalAt, optionalCtes, optionalName } from './optionalSteps'
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
): readonly Cte[] {
  const required = requiredSteps(options)
  const excluded = options.exclusions.map(({ condition }, index): Cte => ({
    name: exclusionName(index + 1),
    about: 'Excluded events',
    sql: from.excluded(conditionSql(condition, within.source.columns)),
  }))
  if (way !== 'direct') {
    const isStrict = options.order === 'strict'
    return [
      {
        name: 'step_events',
        about: `${isStrict ? 'All events, and which steps each can' : 'Events that can be a step, and which steps each can'} be: in mask, bit n - 1 for step n`,
        ...(way === 'searched' ? { keep: 'MATERIALIZED' } : {}),
        sql: from.masked(isStrict),
      },
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
        ...required.map((step, index): Cte => ({
          name: `step_events_${index + 1}`,
          about: `Events that can be step ${step}${index === 0 ? ', where an attempt begins' : ''}`,
          sql: from.at(step, index === 0, index === 0 ? more : []),
        })),
        ...excluded,
        ...orderedCtes(shape, options.entry, options.ties),
      ]
    }
    case 'strict':
      return [
        { name: 'all_events', about: 'All events, and which steps each of them can be', sql: from.flagged(true) },
        ...excluded,
        ...adjacentCtes(shape, options.entry, options.ties),
      ]
    case 'any':
      return [
        {
          name: 'step_events',
          about: 'Events that can be a step, and which steps each of them can be',
          sql: from.flagged(false),
        },
        ...excluded,
        ...anyOrderCtes(shape, options.entry, groupSteps(required.map((step) => elementAt(options.steps, step - 1)))),
      ]
  }
}

/** A SELECT (key, position, place) of the events that attempts begin with, where the attempts themselves do not say which event it was. */
function entriesSql(options: FunnelOptions, shape: AttemptShape, way: ReturnType<typeof wayOf>): string | null {
  if (shape.kind === 'file' || way === 'searched') return null
  if (options.order === 'any') return 'SELECT key, position, place\nFROM step_events\nWHERE is_entry'
  return shape.kind === 'second'
    ? 'SELECT key, position, min(place) AS place\nFROM step_events_1\nGROUP BY key, position, event_name'
    : 'SELECT key, position, place\nFROM step_events_1'
}

/** A SELECT of the keys, or pairs, that have an entry. */
function enteredSql(options: FunnelOptions, way: ReturnType<typeof wayOf>): string {
  if (way !== 'direct') return 'SELECT key\nFROM step_events\nWHERE is_entry\n  AND mask & 1 <> 0'
  return {
    ordered: 'SELECT key\nFROM step_events_1',
    strict: 'SELECT key\nFROM all_events\nWHERE is_entry',
    any: 'SELECT key\nFROM step_events\nWHERE is_entry',
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
    ...(part === undefined ? {} : { partSql: part(`local_date(${timestamp(stepAt(1))})`) }),
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
