import { ExprReader } from './readExpr'
import type { Body, Item, Join, Query, Relation, Select, With } from './sqlTree'
import { SqlReader } from './sqlReader'
import { untranslatable } from './untranslatable'

/** Words that follow a relation and so are no alias of it. */
const AFTER_RELATION = new Set(
  (
    'WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT OFFSET UNION INTERSECT EXCEPT ON USING JOIN LEFT RIGHT FULL INNER ' +
    'CROSS ASOF SEMI ANTI POSITIONAL NATURAL TABLESAMPLE'
  ).split(' '),
)

class QueryReader {
  readonly #words: SqlReader
  readonly #exprs: ExprReader

  constructor(words: SqlReader) {
    this.#words = words
    this.#exprs = new ExprReader(words, () => this.query())
  }

  query(): Query {
    const words = this.#words
    const ctes = words.takes('WITH') ? this.#with() : []
    const body = this.#sets()
    let order: Query['order'] = []
    if (words.takes('ORDER', 'BY')) order = words.takes('ALL') ? 'ALL' : this.#exprs.orders()
    const limit = words.takes('LIMIT') ? this.#exprs.expr() : null
    const offset = words.takes('OFFSET') ? this.#exprs.expr() : null
    return { with: ctes, body, order, limit, offset }
  }

  #with(): readonly With[] {
    const words = this.#words
    if (words.sees('RECURSIVE')) throw words.refusal()
    return words.list(() => {
      const about = words.comment
      const name = words.name()
      const columns = this.#names()
      words.expect('AS')
      words.takes('NOT')
      words.takes('MATERIALIZED')
      words.expect('(')
      const query = this.query()
      words.expect(')')
      return { name, about, columns, query }
    })
  }

  /** Names in brackets, where there are any. */
  #names(): readonly string[] {
    if (!this.#words.takes('(')) return []
    const names = this.#words.list(() => this.#words.name())
    this.#words.expect(')')
    return names
  }

  #sets(): Body {
    const words = this.#words
    let left = this.#one()
    for (;;) {
      const word = ['UNION', 'INTERSECT', 'EXCEPT'].find((one) => words.takes(one))
      if (word === undefined) return left
      const op = words.takes('ALL') ? `${word} ALL` : word
      if (words.sees('BY', 'NAME')) throw words.refusal()
      left = { kind: 'set', op, left, right: this.#one() }
    }
  }

  #one(): Body {
    const words = this.#words
    if (words.takes('(')) {
      const query = this.query()
      words.expect(')')
      return { kind: 'nested', query }
    }
    if (words.takes('VALUES')) {
      const rows = words.list(() => {
        words.expect('(')
        const row = this.#exprs.exprs()
        words.expect(')')
        return row
      })
      return { kind: 'values', rows }
    }
    return this.#select()
  }

  #select(): Select {
    const words = this.#words
    const isBare = words.sees('FROM')
    if (!isBare) words.expect('SELECT')
    const isDistinct = !isBare && words.takes('DISTINCT')
    if (isDistinct && words.sees('ON')) throw words.refusal()
    const items: readonly Item[] = isBare
      ? [{ expr: { kind: 'star', of: null, exclude: [], replace: [] }, alias: null }]
      : words.list(() => this.#item())
    const from = words.takes('FROM') ? this.#relation() : null
    const joins: Join[] = []
    for (let join = this.#join(); join !== null; join = this.#join()) joins.push(join)
    const where = words.takes('WHERE') ? this.#exprs.expr() : null
    let groupBy: Select['groupBy'] = []
    if (words.takes('GROUP', 'BY')) groupBy = words.takes('ALL') ? 'ALL' : this.#exprs.exprs()
    const having = words.takes('HAVING') ? this.#exprs.expr() : null
    const windows = words.takes('WINDOW') ? words.list(() => this.#window()) : []
    const qualify = words.takes('QUALIFY') ? this.#exprs.expr() : null
    return { kind: 'select', isDistinct, items, from, joins, where, groupBy, having, qualify, windows }
  }

  #window(): Select['windows'][number] {
    const name = this.#words.name()
    this.#words.expect('AS')
    this.#words.expect('(')
    const over = this.#exprs.window()
    this.#words.expect(')')
    return { name, over }
  }

  #item(): Item {
    const expr = this.#exprs.expr()
    return { expr, alias: this.#words.takes('AS') ? this.#words.name() : null }
  }

  #relation(): Relation {
    const words = this.#words
    let from: Relation['from']
    if (words.takes('(')) {
      from = this.query()
      words.expect(')')
    } else if (words.takes('UNNEST', '(') || words.takes('unnest', '(')) {
      from = { unnest: this.#exprs.expr() }
      words.expect(')')
    } else {
      from = words.name()
      if (words.takes('.')) {
        if (from === 'model') throw untranslatable('what the model adds to tables')
        if (from !== 'main') throw words.refusal()
        from = words.name()
      }
      if (words.sees('(')) throw words.refusal()
    }
    const next = words.peek()
    const isNamed =
      words.takes('AS') || next?.kind === 'quoted' || (next?.kind === 'word' && !AFTER_RELATION.has(next.upper))
    const alias = isNamed ? words.name() : null
    return { from, alias, columns: isNamed ? this.#names() : [] }
  }

  #join(): Join | null {
    const words = this.#words
    if (words.takes(',')) return { how: 'CROSS JOIN', isAsof: false, relation: this.#relation(), on: null, using: [] }
    const isAsof = words.takes('ASOF')
    const side = ['LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS'].find((word) => words.takes(word))
    words.takes('OUTER')
    if (side === undefined && !isAsof && !words.sees('JOIN')) return null
    words.expect('JOIN')
    const how = side === undefined || side === 'INNER' ? 'JOIN' : `${side} JOIN`
    const relation = this.#relation()
    const on = words.takes('ON') ? this.#exprs.expr() : null
    const using = words.takes('USING') ? this.#names() : []
    return { how, isAsof, relation, on, using }
  }
}

/** A SELECT as a tree. Throws `unsupported`, naming what is not understood. */
export function readQuery(sql: string): Query {
  const words = new SqlReader(sql.trim().replace(/;$/, ''))
  const query = new QueryReader(words).query()
  if (!words.isAtEnd) throw words.refusal()
  return query
}
