import { statement, type Cte } from '../sql/statement'
import { readQuery } from './readQuery'
import type { Body, Expr, Query } from './sqlTree'
import { TrinoExprs } from './trinoExpr'
import { nameSql, TrinoScope, type NamedColumn } from './trinoScope'
import { writeSelect, type WrittenSelect } from './trinoSelect'
import type { TrinoShared, Written } from './trinoShared'
import { commonType, trinoType } from './trinoTypes'
import { untranslatable } from './untranslatable'

/** A table of the export: its columns with DuckDB's types. */
export interface ExportedTable {
  readonly name: string
  readonly columns: readonly { readonly name: string; readonly sqlType: string }[]
}

function bothColumns(left: readonly NamedColumn[], right: readonly NamedColumn[]): readonly NamedColumn[] {
  if (left.length !== right.length) throw untranslatable('a union of other columns')
  return left.map(({ name, type }, nth) => ({ name, type: commonType([type, right[nth]?.type ?? 'null'], 'a union') }))
}

class TrinoWriter {
  readonly #shared: TrinoShared

  constructor(tables: readonly ExportedTable[], zone: string, notes: Set<string>) {
    this.#shared = {
      zone,
      notes,
      withs: new Map(),
      tables: (name) =>
        tables
          .find((one) => one.name.toLowerCase() === name.toLowerCase())
          ?.columns.map((column) => ({ name: column.name, type: trinoType(column.sqlType) })) ?? null,
      writeQuery: (query, outer) => this.query(query, outer),
    }
  }

  query(query: Query, outer: TrinoScope | null): Written {
    const { withs } = this.#shared
    const before = new Map(withs)
    const ctes = query.with.map(({ name, about, columns: names, query: own }): Cte => {
      const { sql, columns } = this.query(own, null)
      withs.set(
        name.toLowerCase(),
        columns.map((column, nth) => ({ ...column, name: names[nth] ?? column.name })),
      )
      return { name: nameSql(name), about, sql, ...(names.length === 0 ? {} : { columns: names.map(nameSql) }) }
    })
    const body = this.#body(query.body, outer)
    const rest = [
      ...this.#order(query, body),
      ...(query.offset === null ? [] : [`OFFSET ${this.#number(query.offset)}`]),
      ...(query.limit === null ? [] : [`LIMIT ${this.#number(query.limit)}`]),
    ]
    withs.clear()
    for (const [name, columns] of before) withs.set(name, columns)
    return { sql: statement(ctes, [body.text(), ...rest].join('\n')), columns: body.columns }
  }

  #number(expr: NonNullable<Query['limit']>): string {
    if (expr.kind !== 'number') throw untranslatable('a LIMIT that is no number')
    return expr.sql
  }

  #body(body: Body, outer: TrinoScope | null): WrittenSelect {
    const plain = { scope: null }
    switch (body.kind) {
      case 'select':
        return writeSelect(body, outer, this.#shared)
      case 'nested': {
        const { sql, columns } = this.query(body.query, outer)
        return { text: () => `(${sql})`, columns, ...plain }
      }
      case 'values': {
        const exprs = new TrinoExprs(new TrinoScope(outer), this.#shared)
        const rows = body.rows.map((row) => row.map(exprs.write))
        const columns = (rows[0] ?? []).map((_first, nth) => ({
          name: null,
          type: commonType(
            rows.map((row) => row[nth]?.type ?? 'null'),
            'VALUES',
          ),
        }))
        const list = rows.map((row) => `(${row.map((one) => one.sql).join(', ')})`).join(',\n  ')
        return { text: () => `VALUES\n  ${list}`, columns, ...plain }
      }
      case 'set': {
        const [left, right] = [this.#body(body.left, outer), this.#body(body.right, outer)]
        const columns = bothColumns(left.columns, right.columns)
        return { text: () => `${left.text()}\n${body.op}\n${right.text()}`, columns, ...plain }
      }
    }
  }

  /** An item by its name, or by its number where others have the name as well. */
  #itemSql(nth: number, columns: readonly NamedColumn[], scope: TrinoScope | null): string {
    const name = columns[nth]?.name ?? ''
    const isOnly = (scope?.columns ?? []).filter((one) => one.name.toLowerCase() === name.toLowerCase()).length < 2
    return isOnly ? nameSql(name) : String(nth + 1)
  }

  #orderSql(by: Expr, scope: TrinoScope | null): string {
    if (by.kind === 'number') return by.sql
    if (scope === null) throw untranslatable('an order by more than the columns')
    return new TrinoExprs(scope, this.#shared).write(by).sql
  }

  #order({ order }: Query, { columns, scope }: WrittenSelect): readonly string[] {
    if (order === 'ALL') return [`ORDER BY ${columns.map((_column, nth) => nth + 1).join(', ')}`]
    if (order.length === 0) return []
    const terms = order.map(({ by, direction, nulls }) => {
      const nth =
        by.kind === 'column' && by.of === null
          ? columns.findIndex(({ name }) => name?.toLowerCase() === by.name.toLowerCase())
          : -1
      return `${nth >= 0 ? this.#itemSql(nth, columns, scope) : this.#orderSql(by, scope)}${direction}${nulls}`
    })
    return [`ORDER BY ${terms.join(', ')}`]
  }
}

/**
 * A SELECT of DuckDB's as one for Trino over the exported tables, that gives the same rows. It is read as a whole and
 * written anew, with the types of all that it names, because `/`, dates and NULLs mean other things there. Throws
 * `unsupported`, naming what it has nothing for; never passes on what it does not know.
 */
export function trinoSql(sql: string, tables: readonly ExportedTable[], zone: string): string {
  const notes = new Set<string>()
  const { sql: text } = new TrinoWriter(tables, zone, notes).query(readQuery(sql), null)
  return [...[...notes].map((note) => `-- ${note}`), text].join('\n')
}
