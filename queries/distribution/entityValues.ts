import { quantileOf } from '../../src-renderer/model/measure'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { Population } from '../../src-renderer/query/contract/plan'
import { resolveMeasures, type MeasureSeries } from '../../src-renderer/query/sql/measures'
import { scope, type Scope } from '../../src-renderer/query/sql/source'
import { refuse } from '../../src-renderer/query/sql/refuse'
import type { Cte } from '../../src-renderer/query/sql/statement'
import { eventsInScope, whereClause } from '../events/eventsInScope'
import { filterOf } from '../trends/filterOf'
import { formulaSql } from '../trends/figures'
import { measureText, readParts, type Part } from '../trends/question'

/** Who has a value: those with an event that a measure counts, or all with any event. */
export const WHO: ParameterSpec = {
  name: 'who',
  type: 'choice',
  label: 'Of whom',
  default: 'did',
  more: true,
  help: 'Who has a value: of users who did nothing that counts, a count and a sum are 0.',
  options: [
    { value: 'did', label: 'Who did it', help: 'With an event that a measure counts, on the dates asked for.' },
    { value: 'active', label: 'All active', help: 'With any event on the dates asked for.' },
  ],
}

/** One or more measures of each user, or of each value of the columns that are counted in place of users. */
export interface EntityQuestion {
  readonly scope: Scope
  /** A value of each for every measure, in the order asked for. */
  readonly series: readonly MeasureSeries[]
  /** What each is, in words. */
  readonly labels: readonly string[]
  readonly parts: readonly Part[]
  /** Of an event's columns: what parts name. */
  readonly conditions: readonly (readonly [sql: string, name: string])[]
  readonly amounts: readonly (readonly [sql: string, name: string])[]
  /** All with any event have a value. */
  readonly ofActive: boolean
  /** "users", "values of restaurant". */
  readonly noun: string
}

/** Reads the measures of a parameter: exactly as many as asked for. Throws `bad-parameter` and `not-found`. */
export function readEntityQuestion(
  values: ParameterValues,
  measures: { readonly list: unknown; readonly parameter: string; readonly count: number },
  catalog: Catalog,
  source: string | null,
): EntityQuestion {
  const asked = scope(values, catalog, source)
  const { list, parameter, count } = measures
  if (Array.isArray(list) && list.length !== count)
    refuse(parameter, list, count === 1 ? 'choose one measure' : `choose ${count} measures, not ${list.length}`)
  const { series, parts } = resolveMeasures(list, null, catalog)
  const read = readParts(parts, asked)
  return {
    scope: asked,
    series,
    labels: series.map(({ name, formula }) => {
      const own = formula.kind === 'name' ? read.parts.find((part) => part.measure.name === formula.name) : undefined
      return own === undefined || !/^[A-Z]\d*$/.test(name) ? name : measureText(own.measure)
    }),
    ...read,
    ofActive: values['who'] === 'active',
    noun: asked.entity.length === 0 ? 'users' : `values of ${asked.entity.join(' and ')}`,
  }
}

/** Boolean SQL over an event's columns: the events that bring somebody in; null for any. */
function bringingIn({ parts, conditions, ofActive }: EntityQuestion): string | null {
  if (ofActive || parts.some((part) => part.is === 'TRUE')) return null
  return conditions.length === 1
    ? conditions.map(([sql]) => sql).join()
    : `(${conditions.map(([sql]) => sql).join('\n    OR ')})`
}

/** Whom such a question counts, for who is left out. */
export function entityPopulation(question: EntityQuestion): Population {
  const which = bringingIn(question)
  return which === null ? {} : { which }
}

/** A part's figure of one entity. */
function partSql({ kind, is, amount }: Part, whom: string): string {
  const filter = filterOf(is)
  const share = quantileOf(kind)
  if (share !== null) return `quantile_cont(${amount}::DOUBLE, ${share})${filter}`
  switch (kind) {
    case 'users':
      return `count(DISTINCT ${whom})${filter}`
    case 'distinct':
      return `count(DISTINCT ${amount})${filter}`
    case 'sum':
      return `coalesce(sum(${amount})${filter}, 0)`
    case 'avg':
    case 'min':
    case 'max':
      return `${kind}(${amount})${filter}`
    case 'per-user': {
      const owned = filterOf(is, `${whom} IS NOT NULL`)
      const total = amount === null ? `count(*)${owned}` : `coalesce(sum(${amount})${owned}, 0)`
      return `${total}::DOUBLE
    / nullif(count(DISTINCT ${whom})${filter}, 0)`
    }
    default:
      return `count(*)${filter}`
  }
}

/**
 * WITH queries up to `entity_values` (user_key, value_1, value_2 …; DOUBLE, NULL where a measure has no value for them)
 * and `known_values`, those that have all of them.
 */
export function entityValues(question: EntityQuestion): readonly Cte[] {
  const { scope: asked, parts, series, conditions, amounts, noun } = question
  // What is counted in the place of users has users of its own.
  const countsUsers = parts.some(({ kind }) => kind === 'users' || kind === 'per-user')
  const whom = asked.entity.length === 0 ? 'user_key' : 'whom'
  const listed = [
    'user_key',
    ...(countsUsers && asked.entity.length > 0 ? ['user_id AS whom'] : []),
    ...[...conditions, ...amounts].map(([sql, name]) => `${sql} AS ${name}`),
  ]
  const values = series.map((_, index) => `value_${index + 1}`)
  const partName = (name: string): string => `part_${parts.findIndex((part) => part.measure.name === name) + 1}`
  return [
    eventsInScope(asked, { dated: true }),
    {
      name: 'measured_events',
      about: 'Events with what the measures ask of each',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT\n  ${listed.join(',\n  ')}\nFROM events_in_scope${whereClause(bringingIn(question))}`,
    },
    {
      name: 'entity_parts',
      about: `What is measured of each of the ${noun}`,
      sql: `SELECT
  user_key,
  ${parts.map((part, index) => `(${partSql(part, whom)})::DOUBLE AS part_${index + 1}`).join(',\n  ')}
FROM measured_events
GROUP BY user_key`,
    },
    {
      name: 'entity_values',
      about: series.length === 1 ? 'The measure of each' : 'The measures of each',
      sql: `SELECT
  user_key,
  ${series.map(({ formula }, index) => `(${formulaSql(formula, partName)})::DOUBLE AS value_${index + 1}`).join(',\n  ')}
FROM entity_parts`,
    },
    {
      name: 'known_values',
      about: `Those that have ${series.length === 1 ? 'one' : 'all of them'}`,
      keep: 'MATERIALIZED',
      sql: `SELECT user_key, ${values.join(', ')}
FROM entity_values
WHERE ${values.map((name) => `isfinite(${name})`).join('\n  AND ')}`,
    },
  ]
}
