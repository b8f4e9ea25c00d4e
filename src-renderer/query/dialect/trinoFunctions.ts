import type { Expr } from './sqlTree'
import { bracketed, commonType, isInteger, isNumber, type TrinoType, type Typed } from './trinoTypes'
import { untranslatable } from './untranslatable'

/** How a function of DuckDB is called in Trino. */
export interface TrinoCall {
  /** The call's name and arguments; an aggregate's FILTER and window follow. */
  readonly name: string
  readonly args: readonly string[]
  readonly type: TrinoType
  /** What must hold besides for a row to count in an aggregate. */
  readonly only?: string
}

interface CallArgs {
  readonly args: readonly Typed[]
  readonly exprs: readonly Expr[]
  readonly zone: string
  /** Says what is only nearly the same. */
  readonly note: (text: string) => void
}

type Translate = (call: CallArgs) => TrinoCall | Typed

const types = ({ args }: CallArgs): readonly TrinoType[] => args.map((one) => one.type)
const texts = ({ args }: CallArgs): readonly string[] => args.map((one) => one.sql)

/** A function of the same name and meaning. */
function same(name: string, type: (call: CallArgs) => TrinoType): Translate {
  return (call) => ({ name, args: texts(call), type: type(call) })
}
const firstType = (call: CallArgs): TrinoType => types(call)[0] ?? 'null'
const always = (type: TrinoType) => (): TrinoType => type

/** One argument, of which both engines take the extreme alike. */
const extreme =
  (name: string): Translate =>
  (call) => {
    if (call.args.length !== 1) throw untranslatable(`${name}() of ${call.args.length} arguments`)
    return { name, args: texts(call), type: firstType(call) }
  }

/** DuckDB leaves NULLs out, Trino gives NULL for them. */
const bound =
  (name: string): Translate =>
  (call) => {
    const type = commonType(types(call), `${name}()`)
    const sql = texts(call).reduce((one, other) => `coalesce(${name}(${one}, ${other}), ${one}, ${other})`)
    return { sql, type }
  }

/** Rows whose value is NULL do not count in DuckDB. */
const byOther =
  (name: string): Translate =>
  (call) => {
    if (call.args.length !== 2) throw untranslatable(`${name}() of ${call.args.length} arguments`)
    const type = firstType(call)
    return {
      name,
      args: texts(call),
      type,
      ...(type.startsWith('row:') ? {} : { only: `${bracketed(texts(call)[0] ?? '')} IS NOT NULL` }),
    }
  }

const quantile: Translate = (call) => {
  const [value, share] = call.args
  if (value === undefined || share === undefined || !isNumber(value.type)) throw untranslatable('quantile_cont()')
  call.note('Medians and percentiles are approximate in Trino (approx_percentile).')
  const args = [isInteger(value.type) ? `CAST(${value.sql} AS double)` : value.sql, share.sql]
  return { name: 'approx_percentile', args, type: share.type.startsWith('array:') ? 'array:double' : 'double' }
}

/** Microseconds since 1970 of a literal; null for anything else. */
function literalMicros(expr: Expr | undefined): string | null {
  const bare = expr?.kind === 'cast' ? expr.of : expr
  return bare?.kind === 'number' && /^\d+$/.test(bare.sql) ? bare.sql : null
}

const EPOCH_US: Translate = ({ args: [of], exprs: [expr] }) => {
  const known = expr?.kind === 'call' && expr.name === 'make_timestamp' ? literalMicros(expr.args[0]) : null
  if (known !== null) return { sql: known, type: 'bigint' }
  if (of?.type !== 'timestamp' && of?.type !== 'date') throw untranslatable(`epoch_us() of ${of?.type}`)
  const at = of.type === 'date' ? `CAST(${of.sql} AS timestamp(6))` : of.sql
  return { sql: `CAST(round(to_unixtime(${at}) * 1E6) AS bigint)`, type: 'bigint' }
}

const MAKE_TIMESTAMP: Translate = ({ args: [micros], exprs }) => {
  if (micros === undefined || exprs.length !== 1) throw untranslatable('make_timestamp() of parts')
  const known = literalMicros(exprs[0])
  if (known === null)
    return {
      sql: `CAST(from_unixtime_nanos(${bracketed(micros.sql)} * 1000) AT TIME ZONE 'UTC' AS timestamp(6))`,
      type: 'timestamp',
    }
  const ms = Math.floor(Number(known) / 1000)
  const iso = new Date(ms).toISOString().replace('T', ' ').replace('Z', '')
  return { sql: `TIMESTAMP '${iso}${String(Number(known) % 1000).padStart(3, '0')}'`, type: 'timestamp' }
}

function local({ args: [of], zone }: CallArgs): string {
  if (of?.type !== 'timestamp') throw untranslatable(`a local time of ${of?.type}`)
  return zone === 'UTC'
    ? of.sql
    : `CAST(with_timezone(${of.sql}, 'UTC') AT TIME ZONE '${zone.replaceAll("'", "''")}' AS timestamp(6))`
}

/** Whole numbers from the first to before the last, none where there are none: Trino's sequence would go down. */
const RANGE: Translate = (call) => {
  const [first, end] = call.args.length === 1 ? ['0', texts(call)[0] ?? ''] : texts(call)
  if (call.args.length > 2 || first === undefined || end === undefined || !types(call).every(isInteger))
    throw untranslatable('range() of these arguments')
  return {
    sql: `slice(sequence(${first}, greatest(${first}, ${end} - 1)), 1, greatest(${end} - ${bracketed(first)}, 0))`,
    type: 'array:bigint',
  }
}

const SUM: Translate = (call) => {
  if (!isNumber(firstType(call))) throw untranslatable(`sum() of ${firstType(call)}`)
  return { name: 'sum', args: texts(call), type: firstType(call) === 'double' ? 'double' : 'bigint' }
}

const LENGTH: Translate = (call) => {
  const type = firstType(call)
  if (type !== 'varchar' && !type.startsWith('array:')) throw untranslatable(`len() of ${type}`)
  return { name: type === 'varchar' ? 'length' : 'cardinality', args: texts(call), type: 'bigint' }
}

const AT: Translate = (call) => {
  const type = firstType(call)
  if (!type.startsWith('array:')) throw untranslatable(`an element of ${type}`)
  return { name: 'element_at', args: texts(call), type: type.slice('array:'.length) as TrinoType }
}

const DATE_TRUNC: Translate = (call) => {
  const [part, of] = call.args
  if (!/^'(?:day|week|month|quarter|year|hour|minute|second)'$/.test(part?.sql ?? '') || of === undefined)
    throw untranslatable('date_trunc() of this part')
  return { name: 'date_trunc', args: texts(call), type: of.type }
}

export const AGGREGATES: Readonly<Record<string, Translate>> = {
  count: (call) => ({ name: 'count', args: texts(call).length === 0 ? ['*'] : texts(call), type: 'bigint' }),
  sum: SUM,
  avg: same('avg', always('double')),
  min: extreme('min'),
  max: extreme('max'),
  any_value: extreme('any_value'),
  arg_min: byOther('min_by'),
  arg_max: byOther('max_by'),
  bool_or: same('bool_or', always('boolean')),
  bool_and: same('bool_and', always('boolean')),
  count_if: same('count_if', always('bigint')),
  list: same('array_agg', (call) => `array:${firstType(call)}`),
  array_agg: same('array_agg', (call) => `array:${firstType(call)}`),
  median: (call) => quantile({ ...call, args: [...call.args, { sql: '0.5E0', type: 'double' }] }),
  quantile_cont: quantile,
  var_samp: same('var_samp', always('double')),
  stddev_samp: same('stddev_samp', always('double')),
  corr: same('corr', always('double')),
  covar_samp: same('covar_samp', always('double')),
}

export const WINDOWS: Readonly<Record<string, Translate>> = {
  row_number: same('row_number', always('bigint')),
  rank: same('rank', always('bigint')),
  dense_rank: same('dense_rank', always('bigint')),
  ntile: same('ntile', always('bigint')),
  lead: same('lead', firstType),
  lag: same('lag', firstType),
  first_value: same('first_value', firstType),
  last_value: same('last_value', firstType),
}

const DATE_DIFF: Translate = (call) => {
  const [part, from, to] = call.args
  if (part?.sql !== "'day'" || from?.type !== 'date' || to?.type !== 'date') throw untranslatable('date_diff() of this')
  return { name: 'date_diff', args: texts(call), type: 'bigint' }
}

export const FUNCTIONS: Readonly<Record<string, Translate>> = {
  coalesce: (call) => ({ name: 'coalesce', args: texts(call), type: commonType(types(call), 'coalesce()') }),
  nullif: same('nullif', firstType),
  least: bound('least'),
  greatest: bound('greatest'),
  lower: same('lower', always('varchar')),
  upper: same('upper', always('varchar')),
  abs: same('abs', firstType),
  pow: same('power', always('double')),
  power: same('power', always('double')),
  sqrt: same('sqrt', always('double')),
  ln: same('ln', always('double')),
  exp: same('exp', always('double')),
  floor: same('floor', firstType),
  ceil: same('ceil', firstType),
  round: same('round', firstType),
  isfinite: same('is_finite', always('boolean')),
  contains: (call) => {
    if (firstType(call) !== 'varchar') throw untranslatable(`contains() of ${firstType(call)}`)
    return { sql: `(strpos(${texts(call).join(', ')}) > 0)`, type: 'boolean' }
  },
  replace: same('replace', always('varchar')),
  year: same('year', always('bigint')),
  month: same('month', always('bigint')),
  day: same('day', always('bigint')),
  quarter: same('quarter', always('bigint')),
  isodow: same('day_of_week', always('bigint')),
  date_trunc: DATE_TRUNC,
  date_diff: DATE_DIFF,
  epoch_us: EPOCH_US,
  make_timestamp: MAKE_TIMESTAMP,
  local_time: (call) => ({ sql: local(call), type: 'timestamp' }),
  local_date: (call) => ({ sql: `CAST(${local(call)} AS date)`, type: 'date' }),
  range: RANGE,
  len: LENGTH,
  list_extract: AT,
}
