import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { dateLiteral, literal } from '../../../src-renderer/query/sql/literal'
import { scope } from '../../../src-renderer/query/sql/source'
import { statement } from '../../../src-renderer/query/sql/statement'
import { partitionRange } from '../../events/activeDays'
import { whereLines } from '../../events/eventsInScope'
import { scopedPlan } from '../../events/scopedPlan'
import { readUnit, unitNumberSql } from '../../events/calendarUnit'
import { dimensionColumn, dimensionName, dimensionNames, slices } from './slicesSql'

const WHO: Readonly<Record<string, { readonly words: string; readonly condition: string }>> = {
  users: { words: 'Users', condition: '' },
  new_users: { words: 'New users', condition: 'unit = first_unit' },
  returning_users: { words: 'Returning users', condition: 'unit > first_unit' },
}

/** The users of a slice, with their events in it. */
export function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const who = WHO[column]
  const date = row['date']
  if (who === undefined || typeof date !== 'string') return null
  const asked = scope(values, catalog, source)
  const unit = readUnit(values)
  const set = dimensionNames(values)
    .map((name, index) => ({ name, index, value: row[dimensionColumn(name)] ?? null }))
    .filter((one) => one.value !== null)
  const where = whereLines(
    `unit = ${unitNumberSql(dateLiteral(date), unit, asked.catalog)}`,
    ...set.map((one) => `${dimensionName(one.index)} = ${literal(String(one.value))}`),
    who.condition,
  )
  const sql = statement(
    slices(asked, values, unit),
    `SELECT user_key, sum(events)::BIGINT AS events
FROM slices
WHERE ${where}
GROUP BY user_key`,
  )
  const of = set.map((one) => `${one.name} ${String(one.value)}`).join(', ')
  return {
    title: `${who.words} of the ${unit} of ${date}${of === '' ? '' : `: ${of}`}`,
    kind: 'users',
    plan: scopedPlan(asked, sql, partitionRange(asked, null, unit === 'day' ? 0 : 31)),
  }
}
