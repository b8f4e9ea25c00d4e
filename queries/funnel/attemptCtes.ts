import { elementAt } from '../../src-renderer/base/required'
import { refuse } from '../../src-renderer/query/sql/refuse'
import { conditionSql } from '../../src-renderer/query/sql/condition'
import type { Scope } from '../../src-renderer/query/sql/source'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { adjacentCtes } from './adjacentSteps'
import { anyOrderCtes } from './anyOrderSteps'
import { exclusionName, numbers, type AttemptShape } from './attempt'
import type { FunnelOptions } from './options'
import { orderedCtes } from './orderedSteps'
import { groupSteps } from './overlap'
import type { PositionKind } from '../events/position'
import { searchedCtes } from './searchedSteps'
import type { FunnelRows } from './stepRows'
import { tiedCtes } from './tiedSteps'

/** The steps that are not optional, by their numbers in the funnel. */
export function requiredSteps(options: FunnelOptions): readonly number[] {
  return numbers(1, options.steps.length).filter((step) => !elementAt(options.steps, step - 1).optional)
}

/** More steps than this that may be met by the same event would need too many ways to be tried where a tolerance lets them stand in either order. */
const MOST_SEARCHED = 6

/** How positions are compared. */
export function kindOf({ order, ties }: FunnelOptions): PositionKind {
  if (ties === 'second') return 'second'
  if (order === 'strict') return ties === 'any' ? 'time' : 'file'
  return order === 'ordered' && ties === 'file-order' ? 'file' : 'time'
}

/**
 * How attempts are found: `searched` where the choice of an event can decide about a later step; `tied` where it can among
 * events of one time, and one attempt a key is chosen; else step by step.
 */
export function wayOf(
  options: FunnelOptions,
  required: readonly number[],
  everyTry: boolean,
): 'searched' | 'tied' | 'direct' {
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

/** What `key` and `position` are, for the first WITH query that has them. */
function legend({ hold, eachValue, per }: FunnelOptions, kind: PositionKind): string {
  const isUser = per === 'user_id' || per === 'user_key'
  const whose = hold.length > 0 || eachValue ? 'pair' : isUser ? 'user' : per
  const where = { time: 'the time in microseconds', second: 'the second, in microseconds', file: 'time and line' }[kind]
  return `; key: ${whose}, position: ${where}`
}

/** WITH queries up to `chosen`, or `every_try` where all attempts are wanted: the way that the options ask for. */
export function attemptCtes(
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
        about: `${isStrict ? 'All events' : 'Events that can be a step'}; in mask, bit n - 1 for step n${legend(options, shape.kind)}`,
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
          about: `Events that can be step ${step}${index === 0 ? `, where an attempt begins${legend(options, shape.kind)}` : ''}`,
          sql: from.at(step, index === 0, index === 0 ? more : []),
        })),
        ...excluded,
        ...orderedCtes(shape, options.entry, options.ties),
      ]
    }
    case 'strict':
      return [
        {
          name: 'all_events',
          about: `All events, and which steps each of them can be${legend(options, shape.kind)}`,
          sql: from.flagged(true),
        },
        ...excluded,
        ...adjacentCtes(shape, options.entry, options.ties),
      ]
    case 'any':
      return [
        {
          name: 'step_events',
          about: `Events that can be a step, and which steps each of them can be${legend(options, shape.kind)}`,
          sql: from.flagged(false),
        },
        ...excluded,
        ...anyOrderCtes(shape, options.entry, groupSteps(required.map((step) => elementAt(options.steps, step - 1)))),
      ]
  }
}

/** A SELECT (key, position, place) of the events that attempts begin with, where the attempts themselves do not say which event it was. */
export function entriesSql(options: FunnelOptions, shape: AttemptShape, way: ReturnType<typeof wayOf>): string | null {
  if (shape.kind === 'file' || way === 'searched') return null
  if (options.order === 'any') return 'SELECT key, position, place\nFROM step_events\nWHERE is_entry'
  return shape.kind === 'second'
    ? 'SELECT key, position, min(place) AS place\nFROM step_events_1\nGROUP BY key, position, event_name'
    : 'SELECT key, position, place\nFROM step_events_1'
}

/** A SELECT of the keys, or pairs, that have an entry. */
export function enteredSql(options: FunnelOptions, way: ReturnType<typeof wayOf>): string {
  if (way !== 'direct') return 'SELECT key\nFROM step_events\nWHERE is_entry\n  AND mask & 1 <> 0'
  return {
    ordered: 'SELECT key\nFROM step_events_1',
    strict: 'SELECT key\nFROM all_events\nWHERE is_entry',
    any: 'SELECT key\nFROM step_events\nWHERE is_entry',
  }[options.order]
}
