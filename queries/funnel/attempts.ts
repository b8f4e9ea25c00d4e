import { conditionSql } from '../../src-renderer/query/condition'
import type { Catalog, ParameterValues, QueryPlan } from '../../src-renderer/query/definition'
import { dateLiteral } from '../../src-renderer/query/literal'
import { scope, type Scope } from '../../src-renderer/query/source'
import { dayToIso, isoToDay } from '../../src-renderer/model/zone'
import { adjacentCtes } from './adjacentSteps'
import { anyOrderCtes } from './anyOrderSteps'
import { exclusionName, numbers, secondsSql, type AttemptShape } from './attempt'
import { firstSteps, flagFirsts, maskFirsts, stepRows } from './firstEvents'
import { keyedRows, type KeyedRows } from './keyedRows'
import { optionalCtes, optionalName } from './optionalSteps'
import type { FunnelOptions } from './options'
import { orderedCtes } from './orderedSteps'
import { groupSteps } from './overlap'
import { positionSql, timeSql, type PositionKind } from './position'
import { tiedCtes } from './tiedSteps'

const DAY_MICROS = 86_400e6

/** The attempts that count, as SQL: what every analysis of a funnel is made from. Steps are counted from 1 as the funnel has them, optional ones too. */
export interface Attempts {
  /** The CTEs that `name` needs. */
  readonly ctes: readonly string[]
  /** The relation with one row for each key (and part of the time, `d`): k, positions, depth. */
  readonly name: string
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

/** The stored dates that can matter: entries lie between from and to, later steps within the window after. Another zone's dates differ by a day at most on either side. */
function datesNeeded({ within, options, rows }: Attempts, readsBefore: boolean): QueryPlan['range'] {
  const slack = within.timezone === null ? 0 : 2
  const from = within.fromDate === null || readsBefore || rows.readsAll || options.steps.some((step) => step.first) ? null : dayToIso(isoToDay(within.fromDate) - slack)
  const to = within.toDate === null || options.windowMicros === null ? null : dayToIso(isoToDay(within.toDate) + Math.ceil(options.windowMicros / DAY_MICROS) + 1 + slack)
  return { from, to }
}

/** The steps that are not optional, by their numbers in the funnel. */
function requiredSteps(options: FunnelOptions): readonly number[] {
  return numbers(1, options.steps.length).filter((step) => !options.steps[step - 1]!.optional)
}

function chosenCtes(options: FunnelOptions, rows: KeyedRows, within: Scope, shape: AttemptShape): readonly string[] {
  const { columns } = within.source
  const position = positionSql(shape.kind)
  const required = requiredSteps(options).map((step) => options.steps[step - 1]!)
  const steps = required.map((step) => conditionSql(step, columns))
  const firsts = firstSteps(required)
  const entries = entryDates(within)
  const place = firsts.length === 0 ? [] : [[positionSql('file'), 'place'] as const]
  const flags = (from: number): readonly (readonly [string, string])[] => numbers(from, steps.length).map((step) => [`(${steps[step - 1]})`, `is_step_${step}`] as const)
  const excluded = options.exclusions.map((exclusion, index) => `${exclusionName(index + 1)} AS (${rows.rows(conditionSql(exclusion.condition, columns), [[position, 'o']])})`)
  if (shape.hasEntry === true) {
    const mask = steps.map((step, index) => `CASE WHEN ${step} THEN ${2 ** index} ELSE 0 END`).join(' + ')
    return [
      `any_step AS (${maskFirsts(rows.rows(`(${steps.join(' OR ')})`, [[position, 'o'], [positionSql('file'), 'place'], [entries, 'is_entry'], [`(${mask})`, 'mask']]), firsts)})`,
      ...excluded, ...tiedCtes(shape, options.entry),
    ]
  }
  switch (options.order) {
    case 'ordered': return [
      ...steps.map((step, index) => {
        const dated = index === 0 && entries !== 'TRUE'
        const { first } = required[index]!
        const from = first ? rows.rows(step, [[position, 'o'], ...(dated ? [[entries, 'is_entry'] as const] : [])]) : rows.rows(dated ? `${step} AND ${entries}` : step, [[position, 'o']])
        return `at_step_${index + 1} AS (${stepRows(from, { first, entry: dated })})`
      }),
      ...excluded, ...orderedCtes(shape, options.entry, options.ties),
    ]
    case 'strict': {
      const entry = firsts.includes(1) ? 'is_step_1 AND is_entry' : 'is_entry'
      const from = rows.rows('TRUE', [[position, 'o'], ...place, [firsts.includes(1) ? entries : `(${steps[0]} AND ${entries})`, 'is_entry'], ...flags(firsts.includes(1) ? 1 : 2)])
      const flagged = flagFirsts(from, firsts)
      return [
        `in_scope AS (${entry === 'is_entry' ? flagged : `SELECT * REPLACE (${entry} AS is_entry) FROM (${flagged})`})`,
        ...excluded, ...adjacentCtes(shape, options.entry, options.ties),
      ]
    }
    case 'any': {
      const flagged = flagFirsts(rows.rows(`(${steps.join(' OR ')})`, [[position, 'o'], ...place, [entries, 'is_entry'], ...flags(1)]), firsts)
      return [
        `any_step AS (${firsts.length === 0 ? flagged : `SELECT * FROM (${flagged}) WHERE ${numbers(1, steps.length).map((step) => `is_step_${step}`).join(' OR ')}`})`,
        ...excluded, ...anyOrderCtes(shape, options.entry, groupSteps(required)),
      ]
    }
  }
}

/**
 * The attempts of a funnel that count, one for each key; or, with `part` (an expression over local dates, given the date's
 * SQL), one for each key and part of the time in which attempts began. Throws `not-found`.
 */
export function readAttempts(options: FunnelOptions, values: ParameterValues, catalog: Catalog, source: string | null, part?: (date: string) => string): Attempts {
  const within = scope(values, catalog, source)
  const rows = keyedRows(options.per, within)
  const kind: PositionKind = options.order === 'strict' || (options.order === 'ordered' && options.ties === 'file-order') ? 'file' : 'time'
  const required = requiredSteps(options)
  const ordinal = (step: number): number => required.filter((one) => one <= step).length
  const competing = options.order === 'ordered' && options.ties === 'any' && groupSteps(required.map((step) => options.steps[step - 1]!)).some((group) => group.steps.length > 1)
  const timestamp = (position: string): string => `make_timestamp(${timeSql(position, kind)}${kind === 'file' ? ' - 9007199254740992' : ''})`
  const shape: AttemptShape = {
    steps: required.length, windowMicros: options.windowMicros, kind, hasEntry: competing, cut: options.exclusionEffect === 'cut',
    exclusions: options.exclusions.map((exclusion) => ({ ...exclusion, from: ordinal(exclusion.from), to: ordinal(exclusion.to) })),
    ...(part === undefined ? {} : { partSql: part(`local_date(${timestamp('o1')})`) }),
  }
  const optional = numbers(1, options.steps.length).filter((step) => !required.includes(step))
  const optionalRows = optional.map((step) => {
    const { first } = options.steps[step - 1]!
    return `${optionalName(step)} AS (${stepRows(rows.rows(conditionSql(options.steps[step - 1]!, within.source.columns), [[positionSql(kind), 'o']]), { first, entry: false })})`
  })
  const position = (step: number): string => (required.includes(step) ? `o${ordinal(step)}` : `p${step}`)
  return {
    ctes: [
      ...rows.ctes, ...chosenCtes(options, rows, within, shape),
      ...(optional.length === 0 ? [] : [...optionalRows, ...optionalCtes(optional.map((step) => ({ step, after: ordinal(step) })), shape)]),
    ],
    name: optional.length === 0 ? 'chosen' : 'completed',
    options, within, rows, shape, position, timestamp,
    reached: (step) => (required.includes(step) ? `depth >= ${ordinal(step)}` : `p${step} IS NOT NULL`),
    previous: (step) => required.filter((one) => one < step).at(-1) ?? 1,
    seconds: (from, to) => secondsSql(position(from), position(to), kind),
  }
}

/** A statement over attempts, with what the host has to know of it; `sql` follows WITH and the attempts' CTEs. `readsBefore`: it looks at events before the first date too. */
export function planOver(attempts: Attempts, values: ParameterValues, sql: string, readsBefore = false): QueryPlan {
  const { options, within, rows } = attempts
  const range = datesNeeded(attempts, readsBefore)
  const window = typeof values['window'] === 'string' ? values['window'] : ''
  return {
    sql: `WITH ${attempts.ctes.join(',\n')}${sql}`,
    ...(range === undefined ? {} : { range }),
    ...(within.timezone === null ? {} : { timezone: within.timezone }),
    notes: [options.windowMicros === null ? 'no window' : `window: ${window} from the first step, its end included`, `counts ${rows.noun}`, ...within.notes],
  }
}
