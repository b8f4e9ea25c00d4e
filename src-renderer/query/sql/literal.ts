import { isIsoDate } from '../../model/isoDate'
import { LatheError } from '../../model/error'
import { badParameter } from './refuse'
import type { IsoDate, TsMicros } from '../../model/schema'

/** The one place where names and values become SQL text. Nothing else may paste a value into SQL. */

/** A quoted identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A table or view to put after FROM, qualified so that no WITH query of the same name stands before it. */
export function tableSql(name: string): string {
  return `main.${identifier(name)}`
}

/** The same with the columns that it has by the model (query/session/modelViews). */
export function modelSql(name: string): string {
  return `model.${identifier(name)}`
}

/**
 * A literal for text, finite numbers, bigints, booleans and null. Text with a NUL, which SQL text cannot carry, is
 * built from chr(0). Throws `bad-parameter` for NaN and infinities.
 */
export function literal(value: string | number | bigint | boolean | null): string {
  if (value === null) return 'NULL'
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') {
    if (!Number.isFinite(value))
      throw new LatheError('bad-parameter', 'A number must be finite; give an ordinary number.', {
        parameter: '',
        value: String(value),
      })
    return Object.is(value, -0) ? '0' : String(value)
  }
  if (!value.includes('\0')) return `'${value.replaceAll("'", "''")}'`
  return `(${value
    .split('\0')
    .map((part) => literal(part))
    .join(' || chr(0) || ')})`
}

/** A DATE literal; throws `bad-parameter` for anything but a calendar date `YYYY-MM-DD`. */
export function dateLiteral(date: IsoDate, parameter = 'date'): string {
  if (!isIsoDate(date)) throw badParameter(parameter, date, ` must be a date like 2024-01-31, not "${date}".`)
  return `DATE '${date}'`
}

/** A TIMESTAMP literal (UTC) for microseconds since 1970. */
export function timestampLiteral(tsMicros: TsMicros): string {
  return `make_timestamp(${Math.trunc(tsMicros)}::BIGINT)`
}
