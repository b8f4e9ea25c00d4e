import { analyses } from '../../../queries/index'
import { required } from '../../base/required'
import type { ComputedColumn, CustomEvent, DataModel } from '../../model/dataModel'
import type { ModelChange } from '../../model/editDataModel'
import { readParameters } from '../../query/analysis/parameters'
import type { Analysis } from '../../query/contract/analysis'
import type { Catalog } from '../../query/contract/catalog'
import type { ParameterValues } from '../../query/contract/parameter'
import type { QueryPlan } from '../../query/contract/plan'
import { catalogByModel } from '../../query/session/catalog'
import { fitSql } from '../../query/session/relationFit'
import { conditionSql, readCondition } from '../../query/sql/condition'
import { eventRules, valueWithEvents } from '../../query/sql/customEvents'
import { eventSource } from '../../query/sql/eventSource'
import { identifier, modelSql } from '../../query/sql/literal'
import { modelCatalog } from '../../query/sql/modelCatalog'

/** What parts the first values of a column in an answer. */
export const VALUE_SEPARATOR = '\u001f'
const FIRST_VALUES = 5

/** Rows, those that have a value, and the first values: `rows`, `filled`, `first`. */
function columnSql({ name, table }: ComputedColumn, catalog: Catalog): string {
  const from = table === null ? eventSource(modelCatalog(catalog), null).sql : modelSql(table)
  return `WITH made AS (SELECT ${identifier(name)} AS value FROM ${from})
SELECT count(*)::BIGINT AS "rows", count(value)::BIGINT AS filled,
  (SELECT string_agg(value::VARCHAR, chr(31))
    FROM (SELECT value FROM made WHERE value IS NOT NULL LIMIT ${FIRST_VALUES})) AS first
FROM made`
}

/** Events that the model calls so, and their users, test users left out: `events`, `users`. */
function eventSql({ name }: CustomEvent, model: DataModel, catalog: Catalog): string {
  const source = eventSource(modelCatalog(catalog), null)
  const condition = readCondition(valueWithEvents('event', name, eventRules(model.events)), 'event')
  const counted = catalog.hasTestUsers
    ? '\n  AND (user_key IS NULL OR user_key NOT IN (SELECT user_key FROM main.all_users WHERE is_test))'
    : ''
  return `SELECT count(*)::BIGINT AS events, count(DISTINCT user_key)::BIGINT AS users
FROM ${source.sql}
WHERE ${conditionSql(condition, source.columns)}${counted}`
}

/** The analysis that shows a measure, and what it is asked. */
export function measureQuestion(name: string): { readonly analysis: Analysis; readonly values: ParameterValues } {
  const analysis = required(analyses.find((one) => one.name === 'trends'))
  return { analysis, values: readParameters(analysis.parameters, { measures: [name] }) }
}

/** How many users are test users by a model, and of how many: `test`, `users`. */
export function testUsersPlan(model: DataModel): QueryPlan {
  return {
    sql: 'SELECT count(*) FILTER (is_test)::BIGINT AS test, count(*)::BIGINT AS users FROM main.all_users',
    model,
  }
}

/** A change whose preview is one question. */
export type PlannedChange = Exclude<ModelChange, { readonly part: 'people' }>

/**
 * What a changed entry gives, before it is saved: asked by the model as it would be. Null where an entry goes away.
 * Throws `bad-parameter` and `not-found` where it names what is not there.
 */
export function previewPlan(change: PlannedChange, model: DataModel, catalog: Catalog): QueryPlan | null {
  if (change.entry === null) return null
  const by = catalogByModel(catalog, model)
  switch (change.part) {
    case 'relations':
      return { sql: fitSql(change.entry), model }
    case 'columns':
      return { sql: columnSql(change.entry, by), model }
    case 'events':
      return { sql: eventSql(change.entry, model, by), model }
    case 'measures': {
      const { analysis, values } = measureQuestion(change.entry.name)
      return { ...analysis.plan(values, by, null), model }
    }
    case 'testUsers':
      return testUsersPlan(model)
  }
}
