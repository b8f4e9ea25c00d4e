import { elementAt } from '../../base/required'
import { inBrackets } from '../sql/statement'
import type { Call, Expr, Order, Over } from './sqlTree'
import { AGGREGATES, FUNCTIONS, WINDOWS, type TrinoCall } from './trinoFunctions'
import { binary, castTo } from './trinoOperators'
import { nameSql, type TrinoScope } from './trinoScope'
import type { TrinoShared } from './trinoShared'
import { commonType, trinoType, typeSql, type TrinoType, type Typed } from './trinoTypes'
import { untranslatable } from './untranslatable'

/** Takes a call of unnest(), and gives what stands for the row's element. */
export type TakeUnnest = (of: Expr, write: (expr: Expr) => Typed) => Typed

const bool = (sql: string): Typed => ({ sql, type: 'boolean' })

function numberSql(sql: string): Typed {
  if (/^\d+$/.test(sql)) {
    if (BigInt(sql) >= 2n ** 63n) return { sql: `DECIMAL '${sql}'`, type: 'hugeint' }
    return { sql, type: Number(sql) < 2 ** 31 ? 'integer' : 'bigint' }
  }
  // Trino's numbers with a point alone are decimals of few digits.
  return { sql: /e/i.test(sql) ? sql.toUpperCase() : `${sql}E0`, type: 'double' }
}

/** Writes expressions of one SELECT. */
export class TrinoExprs {
  readonly #scope: TrinoScope
  readonly #shared: TrinoShared
  readonly #takeUnnest: TakeUnnest | null

  constructor(scope: TrinoScope, shared: TrinoShared, takeUnnest: TakeUnnest | null = null) {
    this.#scope = scope
    this.#shared = shared
    this.#takeUnnest = takeUnnest
  }

  write = (expr: Expr): Typed => {
    switch (expr.kind) {
      case 'number':
        return numberSql(expr.sql)
      case 'text':
        return { sql: expr.sql, type: 'varchar' }
      case 'word':
        return { sql: expr.word, type: expr.word === 'NULL' ? 'null' : 'boolean' }
      case 'time':
        return { sql: `${expr.type} ${expr.sql}`, type: expr.type === 'DATE' ? 'date' : 'timestamp' }
      case 'column':
        return this.#scope.column(expr.of, expr.name)
      case 'call':
        return this.#call(expr)
      case 'unary': {
        const { sql, type } = this.write(expr.of)
        return expr.op === 'NOT' ? bool(`NOT ${sql}`) : { sql: `-${sql}`, type }
      }
      case 'binary':
        return binary(expr.op, this.write(expr.left), this.write(expr.right))
      case 'is':
        return bool(isSql(this.write(expr.of).sql, expr.what, expr.not))
      case 'distinct':
        return bool(
          `${this.write(expr.left).sql} IS ${expr.not ? 'NOT ' : ''}DISTINCT FROM ${this.write(expr.right).sql}`,
        )
      case 'between': {
        const [of, low, high] = [expr.of, expr.low, expr.high].map(this.write) as [Typed, Typed, Typed]
        commonType([of.type, low.type, high.type], 'BETWEEN')
        return bool(`${of.sql}${expr.not ? ' NOT' : ''} BETWEEN ${low.sql} AND ${high.sql}`)
      }
      case 'in':
        return this.#in(expr)
      case 'case':
        return this.#case(expr)
      case 'cast':
        return this.#cast(expr)
      case 'list': {
        const items = expr.items.map(this.write)
        const type = commonType(
          items.map((one) => one.type),
          'a list',
        )
        return { sql: `ARRAY[${items.map((one) => one.sql).join(', ')}]`, type: `array:${type}` }
      }
      case 'struct':
        return this.#struct(expr)
      case 'tuple':
        return { sql: `(${expr.items.map((one) => this.write(one).sql).join(', ')})`, type: 'null' }
      case 'at':
        return this.#call({ ...NO_CALL, name: 'list_extract', args: [expr.list, expr.place] })
      case 'brackets': {
        const { sql, type } = this.write(expr.of)
        return { sql: `(${sql})`, type }
      }
      case 'query': {
        const { sql, columns } = this.#shared.writeQuery(expr.query, this.#scope)
        return { sql: inBrackets(sql), type: columns[0]?.type ?? 'null' }
      }
      case 'exists':
        return bool(`EXISTS ${inBrackets(this.#shared.writeQuery(expr.query, this.#scope).sql)}`)
      case 'star':
        throw untranslatable('a * among other things')
    }
  }

  orders(orders: readonly Order[]): string {
    return orders.map(({ by, direction, nulls }) => `${this.write(by).sql}${direction}${nulls}`).join(', ')
  }

  /** What stands in a window's brackets. */
  window({ base, partition, order, frame }: Over): string {
    return [
      ...(base === null ? [] : [nameSql(base)]),
      ...(partition.length === 0 ? [] : [`PARTITION BY ${partition.map((one) => this.write(one).sql).join(', ')}`]),
      ...(order.length === 0 ? [] : [`ORDER BY ${this.orders(order)}`]),
      ...(frame === '' ? [] : [frame]),
    ].join(' ')
  }

  #in({ of, not, among }: Extract<Expr, { kind: 'in' }>): Typed {
    const word = not ? 'NOT IN' : 'IN'
    const left = this.write(of)
    if ('body' in among)
      return bool(`${left.sql} ${word} ${inBrackets(this.#shared.writeQuery(among, this.#scope).sql)}`)
    const items = among.map(this.write)
    commonType([left.type, ...items.map((one) => one.type)], 'IN')
    return bool(`${left.sql} ${word} (${items.map((one) => one.sql).join(', ')})`)
  }

  #struct({ fields }: Extract<Expr, { kind: 'struct' }>): Typed {
    const written = fields.map(({ name, expr }) => [name, this.write(expr)] as const)
    const type: TrinoType = `row:${JSON.stringify(written.map(([name, one]) => [name, one.type]))}`
    return { sql: `CAST(ROW(${written.map(([, one]) => one.sql).join(', ')}) AS ${typeSql(type)})`, type }
  }

  #case({ of, whens, otherwise }: Extract<Expr, { kind: 'case' }>): Typed {
    const parts = whens.map(({ when, then }) => ({ when: this.write(when).sql, then: this.write(then) }))
    const last = otherwise === null ? null : this.write(otherwise)
    const type = commonType([...parts.map((one) => one.then.type), ...(last === null ? [] : [last.type])], 'CASE')
    const words = [
      `CASE${of === null ? '' : ` ${this.write(of).sql}`}`,
      ...parts.map(({ when, then }) => `WHEN ${when} THEN ${then.sql}`),
      ...(last === null ? [] : [`ELSE ${last.sql}`]),
      'END',
    ]
    const line = words.join(' ')
    return { sql: line.length <= 90 ? line : words.join('\n    ').replace(/ {4}END$/, '  END'), type }
  }

  #cast({ of, type, isTry }: Extract<Expr, { kind: 'cast' }>): Typed {
    if (!type.endsWith('[]')) return castTo(this.write(of), of, trinoType(type), isTry)
    const list = of.kind === 'brackets' ? of.of : of
    if (list.kind !== 'list') throw untranslatable(`a cast to ${type}`)
    const items = list.items.map((item): Expr => ({ kind: 'cast', of: item, type: type.slice(0, -2), isTry }))
    return this.write({ kind: 'list', items })
  }

  #call(call: Call): Typed {
    const { name } = call
    if (name === 'unnest' && this.#takeUnnest !== null && call.args.length === 1)
      return this.#takeUnnest(elementAt(call.args, 0), this.write)
    const [aggregate, window, plain] = [AGGREGATES[name], WINDOWS[name], FUNCTIONS[name]]
    const translate = aggregate ?? window ?? plain
    const isBare = !call.isDistinct && call.order.length === 0 && call.filter === null && call.over === null
    if (translate === undefined || (plain !== undefined && !isBare)) throw untranslatable(`the function ${name}()`)
    const shared = this.#shared
    const note = (text: string): void => void shared.notes.add(text)
    const exprs = call.args.filter((one) => name !== 'count' || one.kind !== 'star')
    const found = translate({ args: exprs.map(this.write), exprs, zone: shared.zone, note })
    return 'sql' in found ? found : this.#whole(call, found)
  }

  /** An aggregate or a window's function with all that belongs to it. */
  #whole(call: Call, { name, args, type, only }: TrinoCall): Typed {
    const conditions = [
      ...(only === undefined ? [] : [only]),
      ...(call.filter === null ? [] : [this.write(call.filter).sql]),
    ].map((one, _at, all) => (all.length > 1 ? `(${one})` : one))
    if (call.order.length > 0 && name !== 'array_agg') throw untranslatable(`${name}() with an order`)
    const order = call.order.length === 0 ? '' : ` ORDER BY ${this.orders(call.order)}`
    const filter = conditions.join(' AND ')
    if (call.over === null) {
      const text = `${name}(${call.isDistinct ? 'DISTINCT ' : ''}${args.join(', ')}${order})`
      return { sql: filter === '' ? text : `${text} FILTER (WHERE ${filter})`, type }
    }
    if (call.isDistinct || order !== '') throw untranslatable(`a window of ${name}(DISTINCT …)`)
    if (name === 'row_number' && call.over.base === null && call.over.order.length === 0)
      throw untranslatable('row_number() without an order, which may differ each time')
    return {
      sql: `${name}(${filtered(name, args, filter)})${call.ignoresNulls ? ' IGNORE NULLS' : ''} OVER ${this.#over(call.over)}`,
      type,
    }
  }

  #over(over: Over): string {
    const isName = over.base !== null && over.partition.length === 0 && over.order.length === 0 && over.frame === ''
    return isName ? nameSql(over.base ?? '') : `(${this.window(over)})`
  }
}

const NO_CALL: Omit<Call, 'name' | 'args'> = {
  kind: 'call',
  isDistinct: false,
  order: [],
  ignoresNulls: false,
  filter: null,
  over: null,
}

/** Trino's windows have no FILTER: what does not count is NULL. */
function filtered(name: string, args: readonly string[], filter: string): string {
  if (filter === '') return args.join(', ')
  const [value] = args
  if (args.length !== 1 || value === undefined) throw untranslatable(`a window of ${name}() with a FILTER`)
  return `CASE WHEN ${filter} THEN ${value === '*' ? '1' : value} END`
}

function isSql(of: string, what: 'NULL' | 'TRUE' | 'FALSE', not: boolean): string {
  if (what === 'NULL') return `${of} IS ${not ? 'NOT ' : ''}NULL`
  return `${not ? 'NOT ' : ''}coalesce(${what === 'TRUE' ? of : `NOT ${of}`}, FALSE)`
}

/** The element's type of a list. */
export function elementType(type: TrinoType): TrinoType {
  if (!type.startsWith('array:')) throw untranslatable(`unnest() of ${type}`)
  return type.slice('array:'.length) as TrinoType
}
