import { LatheError } from '../../model/error'
import type { ColumnSchema } from '../../model/schema'
import { anyConditionSql, conditionSql, filterSql, readCondition, readConditions, readFilter } from './condition'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { readDuration } from './duration'
import { dateLiteral, identifier, literal } from './literal'
import { scanSql } from './scan'

function bindOne(spec: ParameterSpec, values: ParameterValues, columns: readonly ColumnSchema[]): string {
  const value = values[spec.name] ?? null
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  switch (spec.type) {
    case 'event':
      return conditionSql(readCondition(value, spec.name), columns)
    case 'events':
    case 'steps':
      return anyConditionSql(readConditions(value, spec.name), columns)
    case 'filter':
      return filterSql(readFilter(value, spec.name), columns) ?? 'TRUE'
    case 'column':
      if (value === null) return 'NULL'
      return identifier(text)
    case 'date':
      return value === null ? 'NULL::DATE' : dateLiteral(text, spec.name)
    case 'datetime':
      return value === null
        ? 'NULL::TIMESTAMP'
        : `TIMESTAMP ${literal(new Date(text).toISOString().replace('T', ' ').replace('Z', ''))}`
    case 'integer':
      return value === null ? 'NULL::BIGINT' : literal(Number(value))
    case 'number':
      return value === null ? 'NULL::DOUBLE' : `${literal(Number(value))}::DOUBLE`
    case 'boolean':
      return literal(value === true)
    case 'duration': {
      const micros = value === null ? null : readDuration(text, spec.name)
      return micros === null ? 'NULL::INTERVAL' : `to_microseconds(${micros})`
    }
    case 'text':
    case 'choice':
    case 'timezone':
      return value === null ? 'NULL::VARCHAR' : literal(text)
    case 'exclusions':
    case 'columns':
    case 'segment':
    case 'comparison':
      throw new LatheError('bad-parameter', `${spec.name} cannot stand in a .sql file.`, {
        parameter: spec.name,
        value: '',
      })
  }
}

/**
 * Puts checked parameter values into SQL text as typed literals: `$name` outside strings, quoted names and comments. An
 * event parameter becomes a condition on the row, a column parameter a quoted name. Throws `bad-parameter` for a
 * `$name` that no spec declares.
 */
export function bind(
  sql: string,
  specs: readonly ParameterSpec[],
  values: ParameterValues,
  columns: readonly ColumnSchema[] = [],
): string {
  let bound = ''
  for (const token of scanSql(sql)) {
    if (token.kind !== 'parameter') {
      bound += token.text
      continue
    }
    const name = token.text.slice(1)
    const spec = specs.find((one) => one.name === name)
    if (spec === undefined)
      throw new LatheError('bad-parameter', `The SQL uses $${name}, but its header declares no such parameter.`, {
        parameter: name,
        value: '',
      })
    bound += bindOne(spec, values, columns)
  }
  return bound
}
