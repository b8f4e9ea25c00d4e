import type { Call, Expr, Order, Over, Query, Replaced } from './sqlTree'
import type { SqlReader } from './sqlReader'

/** How strongly signs bind, those that bind least first. */
const BINARY: readonly (readonly string[])[] = [
  ['||', '<<', '>>', '&', '|'],
  ['+', '-'],
  ['*', '/', '//', '%'],
]
const COMPARISONS = ['=', '==', '<>', '!=', '<', '<=', '>', '>=']
/** Words that end an expression and so are no column. */
const ENDS = new Set(
  (
    'FROM WHERE GROUP HAVING QUALIFY WINDOW ORDER LIMIT OFFSET UNION INTERSECT EXCEPT ON USING JOIN LEFT RIGHT FULL ' +
    'INNER CROSS ASOF THEN ELSE WHEN END AS AND OR FILTER OVER SELECT'
  ).split(' '),
)

/** Reads expressions; queries within them by `readQuery`. */
export class ExprReader {
  readonly #words: SqlReader
  readonly #readQuery: () => Query

  constructor(words: SqlReader, readQuery: () => Query) {
    this.#words = words
    this.#readQuery = readQuery
  }

  expr(): Expr {
    let left = this.#and()
    while (this.#words.takes('OR')) left = { kind: 'binary', op: 'OR', left, right: this.#and() }
    return left
  }

  exprs(): readonly Expr[] {
    return this.#words.list(() => this.expr())
  }

  orders(): readonly Order[] {
    return this.#words.list(() => {
      const by = this.expr()
      const direction = this.#words.takes('DESC') ? ' DESC' : this.#words.takes('ASC') ? ' ASC' : ''
      const nulls = this.#words.takes('NULLS', 'FIRST')
        ? ' NULLS FIRST'
        : this.#words.takes('NULLS', 'LAST')
          ? ' NULLS LAST'
          : ''
      return { by, direction, nulls }
    })
  }

  /** What stands in a window's brackets. */
  window(): Over {
    const words = this.#words
    const isBase = !['PARTITION', 'ORDER', 'ROWS', 'RANGE', 'GROUPS', ')'].some((word) => words.sees(word))
    const base = isBase ? words.name() : null
    const partition = words.takes('PARTITION', 'BY') ? this.exprs() : []
    const order = words.takes('ORDER', 'BY') ? this.orders() : []
    const frame: string[] = []
    while (!words.sees(')')) {
      if (words.takes('::', 'BIGINT')) continue
      const piece = words.peek()
      // A frame of an expression would need to be translated as well.
      if (piece?.kind !== 'word' && !/^\d+$/.test(piece?.text ?? '')) throw words.refusal()
      frame.push(words.next().upper)
    }
    return { base, partition, order, frame: frame.join(' ') }
  }

  #and(): Expr {
    let left = this.#not()
    while (this.#words.takes('AND')) left = { kind: 'binary', op: 'AND', left, right: this.#not() }
    return left
  }

  #not(): Expr {
    return this.#words.takes('NOT') ? { kind: 'unary', op: 'NOT', of: this.#not() } : this.#comparison()
  }

  #comparison(): Expr {
    const words = this.#words
    let left = this.#binary(0)
    for (;;) {
      const sign = COMPARISONS.find((one) => words.sees(one))
      if (sign !== undefined) {
        words.takes(sign)
        const op = sign === '==' ? '=' : sign === '!=' ? '<>' : sign
        left = { kind: 'binary', op, left, right: this.#binary(0) }
        continue
      }
      if (words.takes('IS')) {
        left = this.#is(left)
        continue
      }
      const not = words.sees('NOT') && ['BETWEEN', 'IN', 'LIKE'].includes(words.peek(1)?.upper ?? '')
      if (not) words.takes('NOT')
      if (words.takes('BETWEEN')) {
        const low = this.#binary(0)
        words.expect('AND')
        left = { kind: 'between', of: left, not, low, high: this.#binary(0) }
      } else if (words.takes('IN')) left = { kind: 'in', of: left, not, among: this.#among() }
      else return left
    }
  }

  #is(of: Expr): Expr {
    const not = this.#words.takes('NOT')
    if (this.#words.takes('DISTINCT', 'FROM')) return { kind: 'distinct', left: of, not, right: this.#binary(0) }
    const what = (['NULL', 'TRUE', 'FALSE'] as const).find((word) => this.#words.takes(word))
    if (what === undefined) throw this.#words.refusal()
    return { kind: 'is', of, not, what }
  }

  #among(): readonly Expr[] | Query {
    this.#words.expect('(')
    const among = this.#seesQuery() ? this.#readQuery() : this.exprs()
    this.#words.expect(')')
    return among
  }

  #binary(level: number): Expr {
    const signs = BINARY[level]
    if (signs === undefined) return this.#unary()
    let left = this.#binary(level + 1)
    for (;;) {
      const op = signs.find((one) => this.#words.takes(one))
      if (op === undefined) return left
      left = { kind: 'binary', op, left, right: this.#binary(level + 1) }
    }
  }

  #unary(): Expr {
    return this.#words.takes('-') ? { kind: 'unary', op: '-', of: this.#unary() } : this.#postfix()
  }

  #postfix(): Expr {
    let of = this.#primary()
    for (;;) {
      if (this.#words.takes('::')) of = { kind: 'cast', of, type: this.#type(), isTry: false }
      else if (this.#words.takes('[')) {
        of = { kind: 'at', list: of, place: this.expr() }
        this.#words.expect(']')
      } else return of
    }
  }

  #type(): string {
    let type = this.#words.next().upper
    while (this.#words.takes('[', ']')) type += '[]'
    return type
  }

  #primary(): Expr {
    const words = this.#words
    const piece = words.peek()
    if (piece === undefined || (piece.kind === 'word' && ENDS.has(piece.upper))) throw words.refusal()
    if (piece.kind === 'number' || piece.kind === 'string') {
      if (piece.kind === 'string' && !piece.text.startsWith("'")) throw words.refusal()
      words.next()
      return { kind: piece.kind === 'number' ? 'number' : 'text', sql: piece.text }
    }
    const constant = (['NULL', 'TRUE', 'FALSE'] as const).find((word) => words.takes(word))
    if (constant !== undefined) return { kind: 'word', word: constant }
    if ((words.sees('DATE') || words.sees('TIMESTAMP')) && words.peek(1)?.kind === 'string')
      return { kind: 'time', type: words.next().upper as 'DATE' | 'TIMESTAMP', sql: words.next().text }
    if (words.takes('CASE')) return this.#case()
    if (words.takes('*')) return this.#star(null)
    if (words.takes('[')) {
      const items = words.sees(']') ? [] : this.exprs()
      words.expect(']')
      return { kind: 'list', items }
    }
    if (words.takes('(')) return this.#bracketed()
    if (words.takes('{')) return this.#struct()
    return this.#named()
  }

  #struct(): Expr {
    const words = this.#words
    const fields = words.list(() => {
      const { kind, text } = words.next()
      const name = text.slice(1, -1)
      if (kind !== 'string' || !/^'\w+'$/.test(text)) throw words.refusal()
      words.expect(':')
      return { name, expr: this.expr() }
    })
    words.expect('}')
    return { kind: 'struct', fields }
  }

  #bracketed(): Expr {
    if (this.#seesQuery()) {
      const query = this.#readQuery()
      this.#words.expect(')')
      return { kind: 'query', query }
    }
    const items = this.exprs()
    this.#words.expect(')')
    return items.length === 1 ? { kind: 'brackets', of: items[0]! } : { kind: 'tuple', items }
  }

  #seesQuery(): boolean {
    return ['SELECT', 'WITH', 'FROM', 'VALUES'].some((word) => this.#words.sees(word))
  }

  #case(): Expr {
    const words = this.#words
    const of = words.sees('WHEN') ? null : this.expr()
    const whens = []
    while (words.takes('WHEN')) {
      const when = this.expr()
      words.expect('THEN')
      whens.push({ when, then: this.expr() })
    }
    const otherwise = words.takes('ELSE') ? this.expr() : null
    words.expect('END')
    return { kind: 'case', of, whens, otherwise }
  }

  #star(of: string | null): Expr {
    const words = this.#words
    let exclude: readonly string[] = []
    let replace: readonly Replaced[] = []
    if (words.takes('EXCLUDE')) {
      if (!words.takes('(')) exclude = [words.name()]
      else {
        exclude = words.list(() => words.name())
        words.expect(')')
      }
    }
    if (words.takes('REPLACE', '(')) {
      replace = words.list(() => {
        const expr = this.expr()
        words.expect('AS')
        return { name: words.name(), expr }
      })
      words.expect(')')
    }
    return { kind: 'star', of, exclude, replace }
  }

  #named(): Expr {
    const words = this.#words
    if (words.takes('EXISTS', '(')) {
      const query = this.#readQuery()
      words.expect(')')
      return { kind: 'exists', query }
    }
    const isCast = words.sees('CAST', '(') || words.sees('TRY_CAST', '(')
    if (isCast) {
      const isTry = words.next().upper === 'TRY_CAST'
      words.expect('(')
      const of = this.expr()
      words.expect('AS')
      const type = this.#type()
      words.expect(')')
      return { kind: 'cast', of, type, isTry }
    }
    const name = words.name()
    if (words.takes('.')) return words.takes('*') ? this.#star(name) : { kind: 'column', of: name, name: words.name() }
    return words.takes('(') ? this.#call(name.toLowerCase()) : { kind: 'column', of: null, name }
  }

  #call(name: string): Call {
    const words = this.#words
    const isDistinct = words.takes('DISTINCT')
    const args = words.sees(')') || words.sees('ORDER', 'BY') ? [] : this.exprs()
    const order = words.takes('ORDER', 'BY') ? this.orders() : []
    const ignoresNulls = words.takes('IGNORE', 'NULLS')
    words.expect(')')
    let filter: Expr | null = null
    if (words.takes('FILTER')) {
      words.expect('(')
      words.takes('WHERE')
      filter = this.expr()
      words.expect(')')
    }
    let over: Over | null = null
    if (words.takes('OVER')) {
      if (words.takes('(')) {
        over = this.window()
        words.expect(')')
      } else over = { base: words.name(), partition: [], order: [], frame: '' }
    }
    return { kind: 'call', name, args, isDistinct, order, ignoresNulls, filter, over }
  }
}
