import type { Analysis, Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { usersSql } from '../../src-renderer/query/sql/people'
import { inBrackets, type Cte } from '../../src-renderer/query/sql/statement'

/** A list of users behind a figure, as a WITH query (user_key, each once, and told). */
export interface List {
  readonly name: string
  /** SQL of what it says of a user, of its column `told`: "cohort: 2024-03-09, started: …". */
  readonly said: (told: string) => string
}

/** What is asked of a list: whose users, and what it is called where it is the first to be so. */
export interface ListAsked {
  readonly figure: Figure
  readonly values: ParameterValues
  readonly name: string
  readonly about: string
}

/** SQL text of a row's values but one: "cohort: 2024-03-09, started: …". */
const inWords = (row: string, own: string): string =>
  `replace(replace(replace(
    regexp_replace(${row}::VARCHAR, '^\\{|\\}$|''?${own}''?: (''[^'']*''|[^,}]*)(, )?', '', 'g'),
    '''', ''), '"', ''), ': NULL', ': none')`

/**
 * The SELECT of a list. Rows are put into words only where they are shown; rows of others than users stand for the
 * users that they belong to.
 */
function listOf(drill: Drill | null, catalog: Catalog): { readonly sql: string; readonly said: List['said'] } {
  const asIs = (told: string): string => told
  if (drill === null) return { sql: 'SELECT NULL::INTEGER AS user_key, NULL::VARCHAR AS told\nWHERE FALSE', said: asIs }
  return drill.kind === 'users'
    ? {
        sql: `SELECT listed.user_key, listed AS told\nFROM ${inBrackets(drill.plan.sql)} AS listed`,
        said: (told) => inWords(told, 'user_key'),
      }
    : {
        sql: `SELECT
  users.user_key,
  min(${inWords('listed', 'user_id')}) AS told
FROM ${inBrackets(drill.plan.sql)} AS listed
JOIN ${usersSql(catalog)} users ON users.user_id = listed.user_id
GROUP BY users.user_key`,
        said: asIs,
      }
}

/** The lists of users behind figures, each a WITH query of its own; one list serves all who ask for the same. */
export class Lists {
  readonly ctes: Cte[] = []
  readonly plans: QueryPlan[] = []
  readonly #known = new Map<string, List>()

  constructor(
    private readonly analysis: Analysis,
    private readonly catalog: Catalog,
    private readonly source: string | null,
  ) {}

  /** The users behind a figure. Throws what the analysis's drill throws. */
  list({ figure, values, name, about }: ListAsked): List {
    const key = JSON.stringify([figure, values])
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const drill = this.analysis.drill?.(figure, values, this.catalog, this.source) ?? null
    const { sql, said } = listOf(drill, this.catalog)
    const list = { name, said }
    this.#known.set(key, list)
    this.ctes.push({ name, about, keep: 'MATERIALIZED', sql })
    if (drill !== null) this.plans.push(drill.plan)
    return list
  }
}
