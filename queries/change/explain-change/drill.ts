import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../../src-renderer/query/contract/plan'
import { identifier, literal } from '../../../src-renderer/query/sql/literal'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { EVENT_ROW } from '../../events/eventRows'
import { whereLines } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { readChange, type ChangeQuestion } from './question'
import { FACTORS, NO_VALUE, OTHER, valuedEvents, WHO, WHOLE } from './sql'

/** The partitions of both sides; all where segments decide. */
export function rangeOf({ scope, sides: { after, before, users } }: ChangeQuestion): QueryPlan['range'] {
  if (users.length > 0) return undefined
  const starts = [after.fromDate, before.fromDate]
  const ends = [after.toDate, before.toDate]
  const fromDate = starts.reduce((least, one) => (least === null || one === null ? null : one < least ? one : least))
  const toDate = ends.reduce((most, one) => (most === null || one === null ? null : one > most ? one : most))
  return partitionRange({ ...scope, fromDate, toDate }, 0, 0)
}

/** Boolean SQL over `valued_events`: those of a row of the answer; null where it is none of events. */
function rowSql({ columns }: ChangeQuestion, row: Figure['row']): string | null {
  const { column, value } = row
  if (column === FACTORS || value === OTHER || typeof value !== 'string') return null
  if (column === WHOLE) return 'TRUE'
  if (column === WHO) return `who = ${literal(value)}`
  const place = columns.findIndex(({ name }) => name === column)
  return place < 0 ? null : `coalesce(value_${place + 1}, ${literal(NO_VALUE)}) = ${literal(value)}`
}

/** The events that a value's figure is of, before or in the period; users where users alone are counted. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  if (column !== 'before' && column !== 'after') return null
  const question = readChange(values, catalog, source)
  const which = rowSql(question, row)
  if (which === null) return null
  const { over, under, name, sides } = question
  const words = sides.areGroups ? ['there', 'here'] : ['before', 'in the period']
  const of = `${name}, ${String(row['value'])}, ${words[column === 'before' ? 0 : 1]}`
  const ofUsers = over.kind === 'users' && (under === null || under.kind === 'users')
  const owned = under === null && ofUsers ? 'user_key IS NOT NULL' : null
  const amounts = [over, ...(under === null ? [] : [under])].flatMap(({ part }) =>
    part.amount === null || part.measure.column === null
      ? []
      : [`${part.amount} AS ${identifier(part.measure.column)}`],
  )
  const from = `FROM valued_events
WHERE ${whereLines(column === 'before' ? 'NOT is_after' : 'is_after', which, owned)}`
  return {
    title: of,
    kind: ofUsers ? 'users' : 'rows',
    plan: scopedPlan(
      question.scope,
      statement(
        valuedEvents(question, ['user_id', 'event', '_file', '_line']),
        ofUsers
          ? `SELECT user_key, count(*)::BIGINT AS events\n${from}\nGROUP BY user_key`
          : `SELECT ${[EVENT_ROW, ...new Set(amounts)].join(', ')}\n${from}\nORDER BY ts, _source`,
      ),
      rangeOf(question),
    ),
  }
}
