/** A WITH query: one thought of a statement. */
export interface Cte {
  /** A word for what its rows are: `active_days`, `first_steps`. Unique within a statement. */
  readonly name: string
  /** What it holds, in one line without its full stop; stands as a comment above it. */
  readonly about: string
  /** Its SELECT, on lines of its own, not indented. */
  readonly sql: string
  /** Names of its columns, where the SELECT does not give them. */
  readonly columns?: readonly string[]
  /**
   * `MATERIALIZED` is computed once and kept, `NOT MATERIALIZED` is put in wherever it is named; the engine chooses
   * where absent.
   */
  readonly keep?: 'MATERIALIZED' | 'NOT MATERIALIZED'
  /** It names itself. */
  readonly recursive?: boolean
}

const indented = (sql: string, by: string): string =>
  sql
    .trim()
    .split('\n')
    .map((line) => (line === '' ? line : `${by}${line}`))
    .join('\n')

function cteSql({ name, about, sql, columns, keep }: Cte): string {
  const head = `${name}${columns === undefined ? '' : ` (${columns.join(', ')})`} AS ${keep === undefined ? '' : `${keep} `}(`
  const comment = about.split('\n').map((line) => `  -- ${line}`)
  return [...comment, `  ${head}`, indented(sql, '    '), '  )'].join('\n')
}

/** WITH queries as they stand after the word WITH. Throws where one name stands for two SELECTs. */
function listed(ctes: readonly Cte[]): readonly Cte[] {
  const known = new Map<string, Cte>()
  for (const cte of ctes) {
    const other = known.get(cte.name)
    if (other !== undefined && other.sql !== cte.sql) throw new Error(`Two WITH queries are called ${cte.name}.`)
    if (other === undefined) known.set(cte.name, cte)
  }
  return [...known.values()]
}

/**
 * A statement that can be read: each WITH query under a line that says what it holds, then `select`. Text in string literals
 * of `sql` must not span lines. A name that stands twice for the same SELECT is written once; throws where it stands for two.
 */
export function statement(ctes: readonly Cte[], select: string): string {
  const all = listed(ctes)
  if (all.length === 0) return select.trim()
  const head = all.some((cte) => cte.recursive === true) ? 'WITH RECURSIVE' : 'WITH'
  return `${head}\n${all.map(cteSql).join(',\n')}\n${select.trim()}`.trimEnd()
}

/** `statement` for a text that may begin with WITH queries of its own: they stand behind `ctes` and may read them. */
export function withBefore(ctes: readonly Cte[], sql: string): string {
  const own = /^\s*WITH\b[^\S\n]*\n?/i.exec(sql)
  return own === null ? statement(ctes, sql) : `${statement(ctes, '')},\n${sql.slice(own[0].length)}`
}
