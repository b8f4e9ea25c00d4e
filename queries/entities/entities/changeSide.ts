import type { ChangeSide, Figure, Unexplained } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { FilterTerm } from '../../../src-renderer/query/contract/filterTerm'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { measureOf } from '../../trends/changeSide'
import { readQuestion } from './question'

/** A measure of an entity, in the period or in the one before, as the events that have its values. */
export function entitySide(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): ChangeSide | Unexplained {
  const question = readQuestion(values, catalog, source)
  const { scope, series, period, before } = question
  const own = series.find(({ name }) => column === name || column === `${name}_before`)
  if (own === undefined) return { why: `${column} is a place among others, or none of the measures` }
  if (row[column] === null) return { why: 'there is no figure' }
  const dates = column === own.name ? period : before
  const measure = measureOf(question, values, own.name)
  if ('why' in measure) return measure
  const names = question.columns.length === 0 ? ['user_id'] : question.columns.map(({ name }) => name)
  const which = names.flatMap((name): readonly FilterTerm[] => {
    const value = row[name] ?? null
    return value === null || question.columns.some((one) => one.name === name && one.type === 'timestamp')
      ? []
      : [{ column: name, op: '=', value: value as string | number | boolean }]
  })
  if (which.length < names.length)
    return { why: 'a time, or a value that is not there, is none that events are chosen by' }
  const from = dates?.fromDate ?? scope.firstDate
  const to = dates?.toDate ?? scope.lastDate
  return from === null || to === null ? { why: 'there are no dates' } : { ...measure, from, to, which, per: [] }
}
