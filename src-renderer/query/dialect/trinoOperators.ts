import type { Expr } from './sqlTree'
import { bracketed, commonType, isInteger, isNumber, typeSql, type TrinoType, type Typed } from './trinoTypes'
import { untranslatable } from './untranslatable'

const LOGIC = new Set(['AND', 'OR'])
const COMPARISONS = new Set(['=', '<>', '<', '<=', '>', '>='])

/** A divisor that is 0 gives NULL in DuckDB, and an error in Trino. */
function divisor({ sql }: Typed): string {
  return /^[1-9]\d*$/.test(sql) ? sql : `nullif(${sql}, 0)`
}

function sum(op: string, left: Typed, right: Typed): Typed {
  if (left.type === 'date' && isInteger(right.type))
    return { sql: `date_add('day', ${op === '-' ? `-(${right.sql})` : right.sql}, ${left.sql})`, type: 'date' }
  if (op === '+' && right.type === 'date' && isInteger(left.type)) return sum(op, right, left)
  if (op === '-' && left.type === 'date' && right.type === 'date')
    return { sql: `date_diff('day', ${right.sql}, ${left.sql})`, type: 'bigint' }
  if (!isNumber(left.type) || !isNumber(right.type)) throw untranslatable(`${left.type} ${op} ${right.type}`)
  return { sql: `${left.sql} ${op} ${right.sql}`, type: commonType([left.type, right.type], op) }
}

function asText({ sql, type }: Typed): string {
  if (type === 'varchar' || type === 'null') return sql
  if (isInteger(type)) return `CAST(${sql} AS varchar)`
  throw untranslatable(`text joined to a ${type}`)
}

/** Bits of numbers of 128 bits, which are not negative, as decimals of 38 digits. */
function shifted(op: string, left: Typed, right: Typed): Typed {
  // To the right the engines differ for negative numbers.
  if (op === '<<' && (left.type === 'integer' || left.type === 'bigint') && isInteger(right.type))
    return { sql: `bitwise_left_shift(CAST(${left.sql} AS bigint), ${right.sql})`, type: 'bigint' }
  if (left.type !== 'hugeint' || !/^\d+$/.test(right.sql)) throw untranslatable(`${left.type} ${op} ${right.type}`)
  const power = `CAST(${2n ** BigInt(right.sql)} AS decimal(38, 0))`
  const sql = op === '<<' ? `(${left.sql}) * ${power}` : `((${left.sql}) - (${left.sql}) % ${power}) / ${power}`
  return { sql: op === '<<' ? `(${sql})` : `CAST(${sql} AS decimal(38, 0))`, type: 'hugeint' }
}

/** What a sign makes of two expressions. DuckDB's `/` is of doubles, its `//` cuts towards 0, as Trino's `/` does. */
export function binary(op: string, left: Typed, right: Typed): Typed {
  if (LOGIC.has(op)) return { sql: `${left.sql} ${op} ${right.sql}`, type: 'boolean' }
  if (COMPARISONS.has(op)) {
    commonType([left.type, right.type], `${op}, a comparison`)
    return { sql: `${left.sql} ${op} ${right.sql}`, type: 'boolean' }
  }
  if (op === '+' || op === '-') return sum(op, left, right)
  if (op === '||') return { sql: `${asText(left)} || ${asText(right)}`, type: 'varchar' }
  if (op === '<<' || op === '>>') return shifted(op, left, right)
  if (!isNumber(left.type) || !isNumber(right.type)) throw untranslatable(`${left.type} ${op} ${right.type}`)
  if ((op === '&' || op === '|') && left.type !== 'hugeint' && isInteger(left.type) && isInteger(right.type))
    return { sql: `bitwise_${op === '&' ? 'and' : 'or'}(${left.sql}, ${right.sql})`, type: 'bigint' }
  if (op === '*') return { sql: `${left.sql} * ${right.sql}`, type: commonType([left.type, right.type], op) }
  if (op === '/') {
    const isDouble = left.type === 'double' || right.type === 'double'
    return { sql: `${isDouble ? left.sql : `CAST(${left.sql} AS double)`} / ${right.sql}`, type: 'double' }
  }
  if ((op === '//' || op === '%') && isInteger(left.type) && isInteger(right.type))
    return {
      sql: `${left.sql} ${op === '//' ? '/' : '%'} ${divisor(right)}`,
      type: commonType([left.type, right.type], op),
    }
  throw untranslatable(`${left.type} ${op} ${right.type}`)
}

/** Functions that give whole numbers as doubles. */
const WHOLE = new Set(['floor', 'ceil', 'round', 'trunc'])

/** A cast that both engines do alike; others round, or write a value as text, each in its own way. */
export function castTo(of: Typed, expr: Expr, to: TrinoType, isTry: boolean): Typed {
  if (of.type === to) return { sql: bracketed(of.sql), type: to }
  const isWhole = expr.kind === 'call' && WHOLE.has(expr.name)
  const isAlike =
    of.type === 'null' ||
    (isInteger(of.type) && (isNumber(to) || to === 'varchar')) ||
    (of.type === 'double' && isInteger(to) && isWhole) ||
    (of.type === 'boolean' && (isNumber(to) || to === 'varchar')) ||
    (of.type === 'date' && (to === 'varchar' || to === 'timestamp')) ||
    (of.type === 'timestamp' && to === 'date')
  if (!isAlike) throw untranslatable(`a cast from ${of.type} to ${to}`)
  return { sql: `${isTry ? 'TRY_CAST' : 'CAST'}(${of.sql} AS ${typeSql(to)})`, type: to }
}
