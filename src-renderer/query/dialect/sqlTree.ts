/** What a SELECT in DuckDB's SQL is made of, as far as analyses write it. */

/** What stands in the place of a column of a *. */
export interface Replaced {
  readonly name: string
  readonly expr: Expr
}

export interface Order {
  readonly by: Expr
  readonly direction: '' | ' ASC' | ' DESC'
  readonly nulls: '' | ' NULLS FIRST' | ' NULLS LAST'
}

export interface Over {
  /** A window that the SELECT names, alone or as the base of this one. */
  readonly base: string | null
  readonly partition: readonly Expr[]
  readonly order: readonly Order[]
  /** The frame as it is written; '' for the usual one. */
  readonly frame: string
}

export interface Call {
  readonly kind: 'call'
  readonly name: string
  readonly args: readonly Expr[]
  readonly isDistinct: boolean
  readonly order: readonly Order[]
  readonly ignoresNulls: boolean
  readonly filter: Expr | null
  readonly over: Over | null
}

export type Expr =
  | { readonly kind: 'number' | 'text'; readonly sql: string }
  | { readonly kind: 'word'; readonly word: 'NULL' | 'TRUE' | 'FALSE' }
  | { readonly kind: 'time'; readonly type: 'DATE' | 'TIMESTAMP'; readonly sql: string }
  | { readonly kind: 'column'; readonly of: string | null; readonly name: string }
  | {
      readonly kind: 'star'
      readonly of: string | null
      readonly exclude: readonly string[]
      readonly replace: readonly Replaced[]
    }
  | Call
  | { readonly kind: 'unary'; readonly op: '-' | 'NOT'; readonly of: Expr }
  | { readonly kind: 'binary'; readonly op: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'is'; readonly of: Expr; readonly not: boolean; readonly what: 'NULL' | 'TRUE' | 'FALSE' }
  | { readonly kind: 'distinct'; readonly left: Expr; readonly not: boolean; readonly right: Expr }
  | { readonly kind: 'between'; readonly of: Expr; readonly not: boolean; readonly low: Expr; readonly high: Expr }
  | { readonly kind: 'in'; readonly of: Expr; readonly not: boolean; readonly among: readonly Expr[] | Query }
  | {
      readonly kind: 'case'
      readonly of: Expr | null
      readonly whens: readonly { readonly when: Expr; readonly then: Expr }[]
      readonly otherwise: Expr | null
    }
  | { readonly kind: 'cast'; readonly of: Expr; readonly type: string; readonly isTry: boolean }
  | { readonly kind: 'list' | 'tuple'; readonly items: readonly Expr[] }
  | { readonly kind: 'struct'; readonly fields: readonly { readonly name: string; readonly expr: Expr }[] }
  | { readonly kind: 'at'; readonly list: Expr; readonly place: Expr }
  | { readonly kind: 'brackets'; readonly of: Expr }
  | { readonly kind: 'query' | 'exists'; readonly query: Query }

export interface Item {
  readonly expr: Expr
  readonly alias: string | null
}

export interface Relation {
  /** A table or WITH query by its name, a SELECT in brackets, or a list that is unnested. */
  readonly from: string | Query | { readonly unnest: Expr }
  readonly alias: string | null
  /** Names for its columns, where they are given. */
  readonly columns: readonly string[]
}

export interface Join {
  /** `JOIN`, `LEFT JOIN`, `CROSS JOIN` … in capitals; `,` is a CROSS JOIN. */
  readonly how: string
  readonly isAsof: boolean
  readonly relation: Relation
  readonly on: Expr | null
  readonly using: readonly string[]
}

export interface Select {
  readonly kind: 'select'
  readonly isDistinct: boolean
  readonly items: readonly Item[]
  readonly from: Relation | null
  readonly joins: readonly Join[]
  readonly where: Expr | null
  readonly groupBy: readonly Expr[] | 'ALL'
  readonly having: Expr | null
  readonly qualify: Expr | null
  readonly windows: readonly { readonly name: string; readonly over: Over }[]
}

interface SetQuery {
  readonly kind: 'set'
  readonly op: string
  readonly left: Body
  readonly right: Body
}

interface Values {
  readonly kind: 'values'
  readonly rows: readonly (readonly Expr[])[]
}

export type Body = Select | SetQuery | Values | { readonly kind: 'nested'; readonly query: Query }

export interface With {
  readonly name: string
  /** The comment above it, without its hyphens. */
  readonly about: string
  readonly columns: readonly string[]
  readonly query: Query
}

export interface Query {
  readonly with: readonly With[]
  readonly body: Body
  readonly order: readonly Order[] | 'ALL'
  readonly limit: Expr | null
  readonly offset: Expr | null
}
