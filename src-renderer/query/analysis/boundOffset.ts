import type { ColumnSchema } from '../../model/schema'
import { bind } from './bind'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { scanSql } from '../sql/scan'

/** Where an offset in bound SQL stands in the text with its `$names`: an offset inside a value is its name's. */
export function boundOffset(
  offset: number,
  sql: string,
  specs: readonly ParameterSpec[],
  values: ParameterValues,
  columns: readonly ColumnSchema[] = [],
): number {
  let bound = 0
  for (const token of scanSql(sql)) {
    const length = token.kind === 'parameter' ? bind(token.text, specs, values, columns).length : token.text.length
    if (offset < bound + length) return token.start + (token.kind === 'parameter' ? 0 : offset - bound)
    bound += length
  }
  return sql.length
}
