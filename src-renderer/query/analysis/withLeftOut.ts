import { required } from '../../base/required'
import { readComparison } from './compare'
import { derivedNames, type IsoDate } from '../../model/schema'
import type { Analysis } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { LeftOut, Population, QueryPlan } from '../contract/plan'
import type { ParameterValue, ParameterValues } from '../contract/parameter'
import { dateLiteral, tableSql, timestampLiteral } from '../sql/literal'
import { resolveSegment } from '../sql/segmentSql'
import { eventSource, readAsOf } from '../sql/eventSource'
import { scope, type Scope } from '../sql/source'

/** The users marked as test users, as a segment. */
const TEST_USERS = { sql: 'SELECT user_key FROM main.all_users WHERE is_test' }

function inDates(from: IsoDate | null, to: IsoDate | null, date = 'local_date(ts)'): readonly string[] {
  return [
    ...(from === null ? [] : [`${date} >= ${dateLiteral(from, 'from')}`]),
    ...(to === null ? [] : [`${date} <= ${dateLiteral(to, 'to')}`]),
  ]
}

const isAnyEvent = ({ which }: Population): boolean => which === undefined || which === 'TRUE'

/** What a population says, in a scope: conditions over its events beside those of the scope. */
function conditionsOf(population: Population, { fromDate, toDate }: Scope, date?: string): readonly string[] {
  const { which = 'TRUE', from = fromDate, to = toDate } = population
  return [...(isAnyEvent(population) ? [] : [which]), ...inDates(from, to, date)]
}

/** SELECT of user_key: who has such an event under these values. Where any will do, the table's user days say so. */
function eventUsers(population: Population, asked: Scope): string {
  const { table } = asked.source
  if (asked.derivedOk && table !== null && isAnyEvent(population)) {
    const where = [asked.userWhere, ...conditionsOf(population, asked, 'date')]
    return `SELECT user_key FROM ${tableSql(derivedNames(table).userDays)} WHERE ${where.join(' AND ')}`
  }
  return `SELECT user_key FROM ${asked.from} WHERE ${[asked.where, ...conditionsOf(population, asked)].join(' AND ')}`
}

/** What is left out where others than users are counted: events. */
function leftOutOfEntities(
  asked: Scope,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): readonly LeftOut[] {
  if (!catalog.hasTestUsers || values['include_test'] === true) return []
  const all = scope({ ...values, per: null, include_test: true, segment: TEST_USERS }, catalog, source)
  return [
    {
      name: 'test-users',
      sql: `SELECT count(*) FROM ${all.from} WHERE ${[all.where, ...inDates(asked.fromDate, asked.toDate)].join(' AND ')}`,
      one: '1 event of a test user is left out',
      many: '{n} events of test users are left out',
    },
  ]
}

/** Whether an analysis that answers `compare` itself holds segments against each other: those of the other are no rest. */
function holdsSegments({ standsAlone }: Analysis, { compare }: ParameterValues): boolean {
  if (standsAlone !== true || typeof compare !== 'string' || compare === '') return false
  const asked = readComparison(compare)
  return 'segment' in asked || 'everyoneElse' in asked
}

/**
 * Who is not in an answer though they are in the log, by what all analyses of events have: test users, users outside
 * the segment, users whose events the filter takes, events without a user, events after `as_of`. Each is counted as the
 * analysis counts: with one of these turned about, and all else as asked. Throws what scope() throws.
 */
function sharedLeftOut(
  analysis: Analysis,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): readonly LeftOut[] {
  const asked = scope(values, catalog, source)
  const populationOf = (other: ParameterValues): Population => analysis.population?.(other, catalog, source) ?? {}
  const own = populationOf(values)
  const usersUnder = (other: ParameterValues): string => {
    const population = populationOf(other)
    return population.users ?? eventUsers(population, scope(other, catalog, source))
  }
  if (asked.entity.length > 0) return leftOutOfEntities(asked, values, catalog, source)
  const segment = resolveSegment(values['segment'], catalog)
  const found: LeftOut[] = []
  if (catalog.hasTestUsers && values['include_test'] !== true) {
    const only: ParameterValue = segment === null ? TEST_USERS : { all: [segment.rule, TEST_USERS] }
    found.push({
      name: 'test-users',
      sql: `SELECT count(DISTINCT user_key) FROM (${usersUnder({ ...values, include_test: true, segment: only })})`,
      one: '1 test user is left out',
      many: '{n} test users are left out',
    })
  }
  if (segment !== null && !holdsSegments(analysis, values)) {
    const where = segment.name === null ? 'the segment' : `the segment “${segment.name}”`
    found.push({
      name: 'segment',
      sql: `SELECT count(DISTINCT user_key) FROM (${usersUnder({ ...values, segment: { not: segment.rule } })})`,
      one: `1 user outside ${where} is left out`,
      many: `{n} users outside ${where} are left out`,
    })
  }
  const hasFilter = Array.isArray(values['filter']) && values['filter'].length > 0
  if (hasFilter && own.needsUsers !== false) {
    const without = { ...values, filter: [] }
    found.push({
      name: 'filter',
      sql: `SELECT count(*) FROM (${eventUsers(populationOf(without), scope(without, catalog, source))} EXCEPT ${eventUsers(own, asked)})`,
      one: '1 user without an event that passes the filter is left out',
      many: '{n} users without an event that passes the filter are left out',
    })
  }
  const tables = catalog.tables.filter(
    (table) => table.kind === 'events' && (asked.source.table === null || table.name === asked.source.table),
  )
  if (own.needsUsers !== false && tables.some((table) => table.rowsWithoutUser !== 0)) {
    found.push({
      name: 'no-user',
      sql: `SELECT count(*) FROM ${asked.from} WHERE ${['user_key IS NULL', ...(asked.filter === null ? [] : [asked.filter]), ...conditionsOf(own, asked)].join(' AND ')}`,
      one: '1 event without a user is left out',
      many: '{n} events without a user are left out',
    })
  }
  if (asked.source.isCut) {
    const end = required(readAsOf(values, catalog))
    const all = eventSource(catalog, source).sql
    found.push({
      name: 'as-of',
      sql: `SELECT count(*) FROM ${all} WHERE ${[`ts >= ${timestampLiteral(end.endTs)}`, ...inDates(asked.fromDate, asked.toDate)].join(' AND ')}`,
      one: `1 event after ${end.date} is left out`,
      many: `{n} events after ${end.date} are left out`,
    })
  }
  return found.map((one) => ({ ...one, addsUp: true }))
}

/**
 * An analysis of events whose plans also count who is left out of their answers. Its own entries come after those that
 * all have.
 */
export function withLeftOut(analysis: Analysis): Analysis {
  if (analysis.reads !== 'events') return analysis
  return {
    ...analysis,
    plan(values, catalog, source): QueryPlan {
      const plan = analysis.plan(values, catalog, source)
      return { ...plan, leftOut: [...sharedLeftOut(analysis, values, catalog, source), ...(plan.leftOut ?? [])] }
    },
  }
}
