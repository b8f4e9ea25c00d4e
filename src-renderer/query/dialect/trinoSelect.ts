import { inBrackets, select as selectSql } from '../sql/statement'
import type { Expr, Item, Select } from './sqlTree'
import { holds, partsOf } from './sqlWalk'
import { elementType, TrinoExprs } from './trinoExpr'
import { TrinoFrom } from './trinoFrom'
import { AGGREGATES } from './trinoFunctions'
import { nameSql, TrinoScope, type NamedColumn } from './trinoScope'
import type { TrinoShared } from './trinoShared'
import { commonType, type Typed } from './trinoTypes'
import { untranslatable } from './untranslatable'

/** A SELECT in Trino's SQL, and what its ORDER BY may name. */
export interface WrittenSelect {
  readonly columns: readonly NamedColumn[]
  /** Its text, when all that names its columns is written. */
  readonly text: () => string
  /** What may be named beside its columns; null where nothing may. */
  readonly scope: TrinoScope | null
}

const isAggregate = (expr: Expr): boolean =>
  expr.kind === 'call' && expr.over === null && AGGREGATES[expr.name] !== undefined
const isWindow = (expr: Expr): boolean => expr.kind === 'call' && expr.over !== null
const isUnnest = (expr: Expr): boolean => expr.kind === 'call' && expr.name === 'unnest'

/** Whether columns stand outside of aggregates beside one. */
function mixes(expr: Expr): boolean {
  const bare = (part: Expr): boolean => !isAggregate(part) && (part.kind === 'column' || partsOf(part).some(bare))
  return holds(expr, isAggregate) && !holds(expr, isWindow) && bare(expr)
}

/** An item under a name, which is said where it has not got it anyway. */
function namedSql(sql: string, name: string): string {
  const own = nameSql(name)
  return sql === own || (/^[\w."]+$/.test(sql) && sql.endsWith(`.${own}`)) ? sql : `${sql} AS ${own}`
}

/** Lists that are unnested by items: one row for each place of the longest. */
class Unnested {
  #places = 0
  #list: string | null = null

  take = (of: Expr, write: (expr: Expr) => Typed): Typed => {
    const list = of.kind === 'cast' && of.type.endsWith('[]') ? of.of : of
    if (list.kind === 'list') {
      const items = list.items.map(write)
      const type = commonType(
        items.map((one) => one.type),
        'a list',
      )
      this.#places = Math.max(this.#places, items.length)
      const whens = items.map((one, nth) => `WHEN ${nth + 1} THEN ${one.sql}`)
      const line = `CASE unnested.unnested_place ${whens.join(' ')} END`
      return {
        sql: line.length <= 90 ? line : `CASE unnested.unnested_place\n    ${whens.join('\n    ')}\n  END`,
        type,
      }
    }
    const { sql, type } = write(of)
    if (this.#list !== null && this.#list !== sql) throw untranslatable('two lists that are unnested side by side')
    this.#list = sql
    return { sql: 'unnested.unnested_item', type: elementType(type) }
  }

  /** What follows the FROM; '' where nothing is unnested. */
  sql(): string {
    if (this.#list !== null && this.#places > 0) throw untranslatable('two lists that are unnested side by side')
    if (this.#list !== null) return `UNNEST(${this.#list}) AS unnested (unnested_item)`
    if (this.#places === 0) return ''
    return `UNNEST(ARRAY[${Array.from({ length: this.#places }, (_, nth) => nth + 1).join(', ')}]) AS unnested (unnested_place)`
  }
}

class SelectWriter {
  readonly #select: Select
  readonly #shared: TrinoShared
  readonly #scope: TrinoScope
  readonly #from: TrinoFrom
  readonly #unnested = new Unnested()
  readonly #columns: NamedColumn[] = []
  readonly #texts: string[] = []

  constructor(select: Select, outer: TrinoScope | null, shared: TrinoShared) {
    this.#select = select
    this.#shared = shared
    this.#scope = new TrinoScope(outer)
    this.#from = new TrinoFrom(select, this.#scope, shared)
  }

  write(): WrittenSelect {
    const { items, where, windows, qualify, isDistinct } = this.#select
    const exprs = new TrinoExprs(this.#scope, this.#shared, this.#unnested.take)
    for (const item of items) this.#item(item, exprs)
    const plain = new TrinoExprs(this.#scope, this.#shared)
    const condition = where === null ? '' : plain.write(where).sql
    const groups = this.#groups(plain)
    const isGrouped = groups.length > 0 || items.some(({ expr }) => holds(expr, isAggregate))
    if (
      items.some(({ expr }) => holds(expr, isUnnest)) &&
      (isGrouped || items.some(({ expr }) => holds(expr, isWindow)))
    )
      throw untranslatable('unnest() beside an aggregate or a window')
    const having = this.#select.having === null ? '' : plain.write(this.#select.having).sql
    const named = windows.map(({ name, over }) => `${nameSql(name)} AS (${plain.window(over)})`)
    const qualified = qualify === null ? null : plain.write(qualify).sql
    if (isDistinct && qualified !== null) throw untranslatable('SELECT DISTINCT with QUALIFY')
    const text = (): string => {
      const from = this.#from.sql()
      const unnested = this.#unnested.sql()
      const rest = [
        ...(from === '' ? [] : [`FROM ${from}`]),
        ...(unnested === '' ? [] : [`${from === '' ? 'FROM' : 'CROSS JOIN'} ${unnested}`]),
        ...(condition === '' ? [] : [`WHERE ${condition}`]),
        ...(groups.length === 0 ? [] : [`GROUP BY ${groups.join(', ')}`]),
        ...(having === '' ? [] : [`HAVING ${having}`]),
        ...(named.length === 0 ? [] : [`WINDOW\n  ${named.join(',\n  ')}`]),
      ].join('\n')
      if (qualified === null) return selectSql(this.#texts, rest, isDistinct ? 'SELECT DISTINCT' : 'SELECT')
      const names = this.#columns.map(({ name }) => nameSql(name ?? ''))
      const inner = selectSql([...this.#texts, `${qualified} AS is_qualified`], rest)
      return selectSql(names, `FROM ${inBrackets(inner)}\nWHERE is_qualified`)
    }
    return { columns: this.#columns, text, scope: qualified === null ? this.#scope : null }
  }

  #item({ expr, alias }: Item, exprs: TrinoExprs): void {
    if (expr.kind === 'star') {
      this.#star(expr, exprs)
      return
    }
    const typed = exprs.write(expr)
    const name = alias ?? (expr.kind === 'column' ? expr.name : null)
    this.#texts.push(name === null ? typed.sql : namedSql(typed.sql, name))
    this.#columns.push({ name, type: typed.type })
    if (alias !== null) {
      const isSimple = /^[\w."]+$/.test(typed.sql) || expr.kind === 'call'
      this.#scope.aliases.set(alias.toLowerCase(), isSimple ? typed : { ...typed, sql: `(${typed.sql})` })
    }
  }

  #star({ of, exclude, replace }: Extract<Expr, { kind: 'star' }>, exprs: TrinoExprs): void {
    const left = new Set(exclude.map((name) => name.toLowerCase()))
    const all = this.#scope.columns.filter(
      (one) =>
        !left.has(one.name.toLowerCase()) &&
        (of === null ? one.isHidden !== true : one.of.toLowerCase() === of.toLowerCase()),
    )
    const { items, qualify } = this.#select
    const isWhole =
      of === null &&
      exclude.length + replace.length === 0 &&
      !this.#from.isExpanded &&
      qualify === null &&
      !items.some(({ expr }) => holds(expr, isUnnest))
    if (isWhole) this.#texts.push('*')
    for (const one of all) {
      one.isUsed = true
      const other = replace.find(({ name }) => name.toLowerCase() === one.name.toLowerCase())
      const { sql, type } = other === undefined ? one : exprs.write(other.expr)
      if (!isWhole) this.#texts.push(namedSql(sql, one.name))
      this.#columns.push({ name: one.name, type })
    }
  }

  /** GROUP BY of everything but aggregates, or of what is said; items by their number. */
  #groups(exprs: TrinoExprs): readonly string[] {
    const { groupBy, items } = this.#select
    if (groupBy !== 'ALL')
      return groupBy.map((expr) => {
        if (expr.kind === 'number') return expr.sql
        const nth =
          expr.kind === 'column' && expr.of === null ? items.findIndex(({ alias }) => alias === expr.name) : -1
        const isAlias = nth >= 0 && expr.kind === 'column' && this.#scope.find(null, expr.name).length === 0
        return isAlias ? String(nth + 1) : exprs.write(expr).sql
      })
    if (items.some(({ expr }) => expr.kind === 'star')) throw untranslatable('GROUP BY ALL of a *')
    return items.flatMap(({ expr }, nth) => {
      if (mixes(expr)) throw untranslatable('GROUP BY ALL of a column beside an aggregate')
      if (holds(expr, isAggregate)) return []
      if (holds(expr, isWindow)) throw untranslatable('GROUP BY ALL of a window')
      return [String(nth + 1)]
    })
  }
}

export function writeSelect(select: Select, outer: TrinoScope | null, shared: TrinoShared): WrittenSelect {
  return new SelectWriter(select, outer, shared).write()
}
