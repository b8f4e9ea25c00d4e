import { LatheError } from '../../model/error'
import type { ColumnSchema } from '../../model/schema'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { scanSql } from '../sql/scan'
import { parameterSql } from './parameterTypes'

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
    bound += parameterSql(spec, values[spec.name] ?? null, columns)
  }
  return bound
}
