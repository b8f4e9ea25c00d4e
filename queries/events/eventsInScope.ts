import { dateLiteral, identifier } from '../../src-renderer/query/sql/literal'
import type { Scope } from '../../src-renderer/query/sql/source'
import type { SequenceRequest, StoredEvents } from '../../src-renderer/query/contract/plan'
import { inBrackets, type Cte } from '../../src-renderer/query/sql/statement'

/**
 * Which events of the table stand in the first WITH query; where nothing is said, those of users that pass the filter,
 * of all dates.
 */
export interface ScopeChoice {
  /** False leaves in what the filter takes out. */
  readonly filtered?: false
  /** False leaves in events without a user, where no segment is asked for. */
  readonly ofUsers?: false
  /** Only the local dates asked for: for analyses that look neither back nor ahead. */
  readonly dated?: true
  /** Only events that have a value in each of these columns. */
  readonly there?: readonly string[]
}

/** Conditions as they stand after WHERE, one a line; those that hold for every row are left out. */
export function whereLines(...conditions: readonly (string | null)[]): string {
  const some = conditions.filter((one) => one !== null && one !== '' && one !== 'TRUE')
  return some.length === 0 ? 'TRUE' : some.join('\n  AND ')
}

/**
 * The WHERE of conditions that must all hold, on lines of its own; nothing where they hold for every row. Goes right
 * after a FROM.
 */
export function whereClause(...conditions: readonly (string | null)[]): string {
  const lines = whereLines(...conditions)
  return lines === 'TRUE' ? '' : `\nWHERE ${lines}`
}

/** Boolean SQL: that a DATE expression is one of the dates asked for; `TRUE` where none are. */
export function onDatesSql(date: string, { fromDate, toDate }: Pick<Scope, 'fromDate' | 'toDate'>): string {
  return whereLines(
    fromDate === null ? null : `${date} >= ${dateLiteral(fromDate, 'from')}`,
    toDate === null ? null : `${date} <= ${dateLiteral(toDate, 'to')}`,
  )
}

function choose(scope: Scope, { filtered, ofUsers }: ScopeChoice): { readonly name: string; readonly where: string } {
  if (filtered === false)
    return { name: 'unfiltered_events', where: ofUsers === false ? scope.unfilteredRowWhere : scope.userWhere }
  return { name: 'events_in_scope', where: ofUsers === false ? scope.rowWhere : scope.where }
}

/**
 * The first WITH query of an analysis of events: `events_in_scope` (`unfiltered_events` where the filter does not
 * count), with all columns of the table. The rules of users, segment, filter and test users stand here once. It is put
 * in wherever it is named, so that only the columns and rows that are read are loaded.
 */
export function eventsInScope(scope: Scope, choice: ScopeChoice = {}): Cte {
  const { name, where } = choose(scope, choice)
  const which = [
    choice.ofUsers === false ? 'Events that count' : 'Events of the users who count',
    ...(name === 'unfiltered_events' ? [' whether or not they pass the filter'] : []),
    ...(name === 'events_in_scope' && scope.filter !== null ? [' that pass the filter'] : []),
    ...(choice.dated === true && (scope.fromDate !== null || scope.toDate !== null) ? [' on the dates asked for'] : []),
  ]
  return {
    name,
    about: which.join(','),
    keep: 'NOT MATERIALIZED',
    sql: `SELECT *
FROM ${scope.from}${whereClause(
      where,
      choice.dated === true ? onDatesSql('local_date(ts)', scope) : null,
      ...(choice.there ?? []).map((column) => `${identifier(column)} IS NOT NULL`),
    )}`,
  }
}

/** The same events as those of a timeline, with what the store needs to read them itself where each is told by its row. */
export function timelineEvents(scope: Scope, choice: ScopeChoice = {}): Pick<SequenceRequest, 'from' | 'stored'> {
  const from = inBrackets(eventsInScope(scope, choice).sql)
  const { source, filter, entity } = scope
  const which = choice.filtered === false ? null : filter
  const dates = choice.dated === true ? onDatesSql('local_date(ts)', scope) : null
  const isPlain = source.table !== null && !source.isCut && entity.length === 0
  if (!isPlain || choice.ofUsers === false) return { from }
  const { there } = choice
  return {
    from,
    stored: {
      table: source.table,
      from: scope.from,
      where: whereLines(which, dates),
      ...(there === undefined ? {} : { there }),
      ...storedUsers(scope),
    },
  }
}

/** Whose rows the store is to read, where not everybody's are asked for. */
export function storedUsers({ selectsUsers, userWhere }: Scope): Pick<StoredEvents, 'users'> {
  return selectsUsers ? { users: userWhere } : {}
}
