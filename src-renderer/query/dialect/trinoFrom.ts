import { elementAt } from '../../base/required'
import { ALL_EVENTS } from '../sql/eventSource'
import { identifier } from '../sql/literal'
import { inBrackets } from '../sql/statement'
import type { Join, Relation, Select } from './sqlTree'
import { asofJoin, type FromPart } from './trinoAsof'
import { elementType, TrinoExprs } from './trinoExpr'
import { columnsUnder, nameSql, type NamedColumn, type ScopeColumn, type TrinoScope } from './trinoScope'
import type { TrinoShared } from './trinoShared'
import { untranslatable } from './untranslatable'

/** A column of the only relation, which needs no name before it. */
const alone = (column: ScopeColumn): ScopeColumn => ({ ...column, sql: nameSql(column.name), outerSql: column.sql })

/** The FROM of a SELECT: fills its scope at once, and is written when it is known which columns are used. */
export class TrinoFrom {
  readonly #scope: TrinoScope
  readonly #shared: TrinoShared
  readonly #parts: (() => string)[] = []
  #unnamed = 0
  /** Whether a * would give other columns than it does in DuckDB. */
  isExpanded = false

  constructor({ from, joins }: Select, scope: TrinoScope, shared: TrinoShared) {
    this.#scope = scope
    this.#shared = shared
    if (from === null) return
    const first = this.#relation(from, joins.length > 0)
    joins.forEach((join, nth) => {
      if (join.isAsof && nth > 0) throw untranslatable('an ASOF JOIN after another JOIN')
    })
    const [asof] = joins
    if (asof?.isAsof === true) {
      this.#asof(asof, first)
      for (const join of joins.slice(1)) this.#join(join)
      return
    }
    scope.columns = joins.length > 0 ? [...first.columns] : first.columns.map(alone)
    this.#parts.push(() => first.sql)
    for (const join of joins) this.#join(join)
  }

  /** What stands after FROM; '' where there is nothing. */
  sql(): string {
    return this.#parts.map((part) => part()).join('\n')
  }

  #asof(join: Join, left: FromPart): void {
    const { columns, sql } = asofJoin(join, left, this.#relation(join.relation, true), this.#shared)
    this.#scope.columns = [...columns]
    this.#parts.push(sql)
    this.isExpanded = true
  }

  #join(join: Join): void {
    const before = [...this.#scope.columns]
    const right = this.#relation(join.relation, true)
    this.#scope.columns = [...before, ...right.columns]
    let on = join.on === null ? '' : new TrinoExprs(this.#scope, this.#shared).write(join.on).sql
    if (join.using.length > 0)
      on = join.using.map((name) => this.#use(name, join.how, before, right.columns)).join('\n  AND ')
    this.#parts.push(() => `${join.how} ${right.sql}${on === '' ? '' : ` ON ${on}`}`)
  }

  /** Equal columns under one name, as a condition; whose value the name alone then means depends on the join. */
  #use(name: string, how: string, before: readonly ScopeColumn[], columns: readonly ScopeColumn[]): string {
    const isCalled = (one: ScopeColumn): boolean => one.name.toLowerCase() === name.toLowerCase()
    const left = before.find((one) => isCalled(one) && one.isHidden !== true)
    const right = columns.find(isCalled)
    if (left === undefined || right === undefined) throw untranslatable(`USING (${name}), which not both sides have`)
    this.isExpanded = true
    left.isUsed = true
    const condition = `${left.sql} = ${right.sql}`
    if (how === 'JOIN' || how === 'LEFT JOIN') right.isHidden = true
    else {
      left.isHidden = true
      if (how === 'FULL JOIN') {
        right.isHidden = true
        const merged = { of: '', name: left.name, type: left.type, sql: `coalesce(${left.sql}, ${right.sql})` }
        this.#scope.columns = this.#scope.columns.flatMap((one) => (one === left ? [merged, one] : [one]))
      }
    }
    return condition
  }

  #relation({ from, alias, columns: names }: Relation, needsName: boolean): FromPart {
    if (typeof from !== 'string' && 'unnest' in from) {
      const { sql, type } = new TrinoExprs(this.#scope, this.#shared).write(from.unnest)
      if (alias === null || names.length !== 1) throw untranslatable('unnest() without a name for its column')
      const [name] = names
      const column = { name: name ?? null, type: elementType(type) }
      return {
        sql: `UNNEST(${sql}) AS ${nameSql(alias)} (${nameSql(name ?? '')})`,
        columns: columnsUnder(alias, [column]),
      }
    }
    if (typeof from === 'string') {
      const known = this.#shared.withs.get(from.toLowerCase())
      const columns = known ?? this.#shared.tables(from)
      if (columns === null && from === ALL_EVENTS)
        throw untranslatable('all logs as one; name one of them as the table')
      if (columns === null) throw untranslatable(`the table ${from}, which is not exported`)
      const own = known === undefined ? identifier(from) : nameSql(from)
      return this.#named(own, alias ?? from, alias === null, columns, names)
    }
    const { sql, columns } = this.#shared.writeQuery(from, null)
    const name = alias ?? (needsName ? `part_${++this.#unnamed}` : '')
    return this.#named(inBrackets(sql), name, name === '', columns, names)
  }

  #named(
    sql: string,
    name: string,
    isOwnName: boolean,
    columns: readonly NamedColumn[],
    names: readonly string[],
  ): FromPart {
    const renamed = columns.map((column, nth) =>
      nth < names.length ? { ...column, name: elementAt(names, nth) } : column,
    )
    const list = names.length === 0 ? '' : ` (${renamed.map((one) => nameSql(one.name ?? '')).join(', ')})`
    return { sql: isOwnName ? sql : `${sql} AS ${nameSql(name)}${list}`, columns: columnsUnder(name, renamed) }
  }
}
