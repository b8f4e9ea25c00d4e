import { formulaNames } from '../../../src-renderer/model/formula'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { ResultValue } from '../../../src-renderer/query/contract/result'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import { EVENT_ROW } from '../../events/eventRows'
import { whereLines } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { countsEntities, type Part } from '../../trends/question'
import { keysOf, measuredEvents, rangeOf } from './entitiesSql'
import { readQuestion, type EntityQuestion } from './question'

/** Boolean SQL: that a column holds the value of a row. */
function holds(key: string, type: string, value: ResultValue): string {
  if (typeof value === 'string') return `${key}::VARCHAR = ${literal(value)}`
  return type === 'timestamp' ? `epoch_us(${key}) = ${literal(value)}` : `${key} = ${literal(value)}`
}

function isEntity(question: EntityQuestion, row: Figure['row']): readonly string[] | null {
  const { columns } = question
  const keys =
    columns.length === 0
      ? [{ key: 'user_id', type: 'string', value: row['user_id'] ?? null }]
      : columns.map(({ name, type }, at) => ({ key: `${keysOf(question)[at]}`, type, value: row[name] ?? null }))
  return keys.some(({ value }) => value === null) ? null : keys.map(({ key, type, value }) => holds(key, type, value))
}

/** Boolean SQL: an event that a part counts. */
function countedBy(part: Part): string {
  const { is, amount } = part
  const has = countsEntities(part) ? 'user_key IS NOT NULL' : amount === null ? null : `${amount} IS NOT NULL`
  return whereLines(is, has).replaceAll('\n  AND ', ' AND ')
}

function listed(parts: readonly Part[], where: string): { readonly kind: Drill['kind']; readonly sql: string } {
  const [first] = parts
  const from = `FROM measured_events\nWHERE ${where}`
  if (parts.every((part) => part.kind === 'users'))
    return { kind: 'users', sql: `SELECT user_key, count(*)::BIGINT AS events\n${from}\nGROUP BY user_key` }
  if (parts.length === 1 && first?.kind === 'distinct')
    return {
      kind: 'rows',
      sql: `SELECT ${first.amount} AS ${identifier(first.measure.column ?? 'value')}, count(*)::BIGINT AS events
${from}\nGROUP BY ${first.amount}\nORDER BY events DESC, 1`,
    }
  const amounts = parts.flatMap(({ amount, measure }) =>
    amount === null || measure.column === null ? [] : [`${amount} AS ${identifier(measure.column)}`],
  )
  return { kind: 'rows', sql: `SELECT ${[EVENT_ROW, ...new Set(amounts)].join(', ')}\n${from}\nORDER BY ts, _source` }
}

/** What a measure counts of an entity, now or before: users, different values, or events. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const question = readQuestion(values, catalog, source)
  const own = question.series.find(({ name }) => column === name || column === `${name}_before`)
  const entity = isEntity(question, row)
  if (own === undefined || entity === null) return null
  const isBefore = column !== own.name
  if (isBefore && question.before === null) return null
  const names = formulaNames(own.formula)
  const parts = question.parts.filter((part) => names.includes(part.measure.name))
  const counted = parts.map(countedBy)
  const which = counted.includes('TRUE') ? 'TRUE' : `(${counted.map((one) => `(${one})`).join(' OR ')})`
  const { kind, sql } = listed(parts, whereLines(...entity, isBefore ? 'in_before' : 'in_period', which))
  const keys = question.columns.length === 0 ? ['user_id'] : question.columns.map(({ name }) => name)
  return {
    title: `${own.name} of ${keys.map((name) => String(row[name])).join(', ')}${isBefore ? ', before' : ''}`,
    kind,
    plan: scopedPlan(
      question.scope,
      statement(measuredEvents(question, ['user_id', 'event', '_file', '_line']), sql),
      rangeOf(question),
    ),
  }
}
