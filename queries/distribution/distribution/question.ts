import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { LeftOut, Population } from '../../../src-renderer/query/contract/plan'
import { columnNamed, conditionSql, readCondition } from '../../../src-renderer/query/sql/condition'
import { identifier } from '../../../src-renderer/query/sql/literal'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { statement, type Cte } from '../../../src-renderer/query/sql/statement'
import { eventsInScope, whereClause } from '../../events/eventsInScope'
import { entityPopulation, entityValues } from '../entityValues'
import { readMeasureOfEach } from '../measure'
import { withoutValue } from '../noValue'
import { readBins, type Bins } from './bins'

/** Values to be spread out: of a column, one an event; or of a measure, one for each user. */
export interface DistributionQuestion {
  readonly scope: Scope
  readonly bins: Bins
  /** What the values are, in words. */
  readonly label: string
  /** What has a value, in the plural: events, users, values of a column. */
  readonly noun: string
  /** Events have the values, not users. */
  readonly ofEvents: boolean
  /** WITH queries up to `known_values` (value_1, and user_key or what is listed of an event). */
  known(listed: readonly string[]): readonly Cte[]
  readonly population: Population
  readonly leftOut: readonly LeftOut[]
}

function text(values: ParameterValues, name: string): string | null {
  const value = values[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function ofColumn(
  values: ParameterValues,
  name: string,
  catalog: Catalog,
  source: string | null,
): DistributionQuestion {
  const asked = scope(values, catalog, source)
  const column = columnNamed(name, asked.source.columns)
  if (column.type !== 'integer' && column.type !== 'double')
    refuse('column', name, `${column.name} holds ${column.type} values; choose a column of numbers`)
  const condition = readCondition(values['event'] ?? null, 'event')
  const which = conditionSql(condition, asked.source.columns)
  const value = `${identifier(column.name)}::DOUBLE`
  const chosen = eventsInScope(asked, { ofUsers: false, dated: true })
  const lacking = statement(
    [chosen],
    `SELECT count(*)\nFROM events_in_scope${whereClause(which, `NOT coalesce(isfinite(${value}), FALSE)`)}`,
  )
  return {
    scope: asked,
    bins: readBins(values),
    label: condition.event === null ? column.name : `${column.name} of ${condition.event}`,
    noun: 'events',
    ofEvents: true,
    known: (listed) => [
      chosen,
      {
        name: 'known_values',
        about: 'Events that have a value',
        sql: `SELECT ${[...listed, `${value} AS value_1`].join(', ')}
FROM events_in_scope${whereClause(which, `isfinite(${value})`)}`,
      },
    ],
    population: { which: whereClause(which, `${value} IS NOT NULL`).replace('\nWHERE ', ''), needsUsers: false },
    leftOut: [
      {
        name: 'no-value',
        sql: lacking,
        one: `1 event without a value of ${column.name} is left out`,
        many: `{n} events without a value of ${column.name} are left out`,
      },
    ],
  }
}

/** Reads a distribution. Throws `bad-parameter` and `not-found`. */
export function readDistribution(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): DistributionQuestion {
  const column = text(values, 'column')
  const measure = values['measure'] ?? null
  if (column !== null) {
    if (measure !== null) refuse('measure', measure, 'choose a column or a measure, not both')
    return ofColumn(values, column, catalog, source)
  }
  const question = readMeasureOfEach(values, catalog, source)
  return {
    scope: question.scope,
    bins: readBins(values),
    label: question.labels.join(),
    noun: question.noun,
    ofEvents: false,
    known: () => entityValues(question),
    population: entityPopulation(question),
    leftOut: withoutValue(question),
  }
}
