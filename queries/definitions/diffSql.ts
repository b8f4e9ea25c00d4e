import { isLatheError } from '../../src-renderer/model/error'
import type { IsoDate } from '../../src-renderer/model/schema'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { Drill, Figure } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { literal } from '../../src-renderer/query/sql/literal'
import { comparedFigures, type ComparedFigure } from './figures'
import { readSides, type Sides } from './sides'

/** What a rule is called when no parameter alone changes whether a user counts. */
const TOGETHER = 'several together'

/** A list of users behind a figure, as a WITH query (user_key, each once, and told). */
interface List {
  readonly name: string
  /** SQL of what it says of a user, of its column `told`: "cohort: 2024-03-09, started: …". */
  readonly said: (told: string) => string
}

/** The lists of users behind figures, each a WITH query of its own. */
interface Lists {
  readonly queries: string[]
  readonly plans: QueryPlan[]
  /** By what is listed. */
  readonly known: Map<string, List>
}

/** Two definitions of one question, as SQL. */
export interface Diff {
  readonly sides: Sides
  readonly figures: readonly ComparedFigure[]
  /** WITH queries: `diff` (place, figure, user_key, in_a, in_b, rule, detail), a row for each user who counts by one definition alone. */
  readonly sql: string
  /** SELECT of one row: both_<n>, only_a_<n>, only_b_<n> of the n-th figure. */
  readonly countsSql: string
  /** Its dates, zone and notes. */
  readonly plan: Omit<QueryPlan, 'sql'>
}

/** SQL text of a row's values but one: "cohort: 2024-03-09, started: …". */
const inWords = (row: string, own: string): string =>
  `replace(replace(replace(regexp_replace(${row}::VARCHAR, '^\\{|\\}$|''?${own}''?: (''[^'']*''|[^,}]*)(, )?', '', 'g'), '''', ''), '"', ''), ': NULL', ': none')`

/** The SELECT of a list. Rows are put into words only where they are shown; rows of others than users stand for the users that they belong to. */
function listOf(drill: Drill | null): { readonly sql: string; readonly said: List['said'] } {
  const asIs = (told: string): string => told
  if (drill === null) return { sql: 'SELECT NULL::INTEGER AS user_key, NULL::VARCHAR AS told WHERE FALSE', said: asIs }
  return drill.kind === 'users'
    ? { sql: `SELECT d.user_key, d AS told FROM (\n${drill.plan.sql}) d`, said: (told) => inWords(told, 'user_key') }
    : {
        sql: `SELECT u.user_key, min(${inWords('d', 'user_id')}) AS told FROM (\n${drill.plan.sql}) d JOIN main.users u ON u.user_id = d.user_id GROUP BY u.user_key`,
        said: asIs,
      }
}

/** The users behind a figure; one list serves all who ask for the same. */
function listed(
  lists: Lists,
  sides: Sides,
  figure: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): List {
  const key = JSON.stringify([figure, values])
  const known = lists.known.get(key)
  if (known !== undefined) return known
  const drill = sides.analysis.drill!(figure, values, catalog, source)
  const { sql, said } = listOf(drill)
  const list = { name: `list_${lists.known.size + 1}`, said }
  lists.known.set(key, list)
  lists.queries.push(`${list.name} AS MATERIALIZED (${sql})`)
  if (drill !== null) lists.plans.push(drill.plan)
  return list
}

/** Definition a with one parameter as in b, by the parameter's name; without those that cannot be changed alone. */
function switched(
  { a, b, differing, analysis }: Sides,
  catalog: Catalog,
  source: string | null,
): ReadonlyMap<string, ParameterValues> {
  const variants = new Map<string, ParameterValues>()
  for (const name of differing) {
    const values = { ...a.values, [name]: b.values[name]! }
    try {
      analysis.plan(values, catalog, source)
      variants.set(name, values)
    } catch (error) {
      if (!isLatheError(error, 'bad-parameter')) throw error
    }
  }
  return variants
}

/** The dates that any of the plans can need. */
export function rangeOf(plans: readonly QueryPlan[]): QueryPlan['range'] {
  const side = (pick: 'from' | 'to', farther: (one: IsoDate, other: IsoDate) => boolean): IsoDate | null =>
    plans.reduce<IsoDate | null | undefined>((far, { range }) => {
      const date = range?.[pick] ?? null
      return date === null || far === null ? null : far === undefined || farther(date, far) ? date : far
    }, undefined) ?? null
  return { from: side('from', (one, other) => one < other), to: side('to', (one, other) => one > other) }
}

/** A value for texts: short, as the terminal takes it. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The definitions and where they differ, in words. */
export function notesOf({ a, b, differing }: Sides): readonly string[] {
  if (differing.length === 0) return [`a (${a.name}) and b (${b.name}) are the same definition`]
  return [
    `a: ${a.name}`,
    `b: ${b.name}`,
    ...differing.map((name) => `${name}: ${shown(a.values[name])} in a, ${shown(b.values[name])} in b`),
  ]
}

/** SELECT of the users who count by one of two definitions of a figure alone. */
function figureSql(
  figure: ComparedFigure,
  place: number,
  sides: Sides,
  variants: ReadonlyMap<string, ParameterValues>,
  list: (figure: Figure, values: ParameterValues) => List,
): string {
  const { a, b, differing } = sides
  const [inA, inB, aroundA, aroundB] = [
    list(figure.figure, a.values),
    list(figure.figure, b.values),
    list(figure.around, a.values),
    list(figure.around, b.values),
  ]
  const changes = [...variants].map(
    ([name, values]) =>
      `CASE WHEN (one.user_key IN (SELECT user_key FROM ${list(figure.figure, values).name})) <> one.in_a THEN ${literal(name)} END`,
  )
  // With one difference there is nothing to find.
  const rule =
    differing.length === 1
      ? literal(differing[0]!)
      : changes.length === 0
        ? literal(TOGETHER)
        : `coalesce(nullif(concat_ws(', ', ${changes.join(', ')}), ''), ${literal(TOGETHER)})`
  const said = (own: List, around: List, side: 'a' | 'b'): string =>
    `coalesce(${own.said(`own_${side}.told`)}, 'not counted: ' || ${around.said(`around_${side}.told`)}, 'did not enter, or cannot be observed')`
  const joins = Object.entries({ own_a: inA, own_b: inB, around_a: aroundA, around_b: aroundB }).map(
    ([alias, { name }]) => `LEFT JOIN ${name} ${alias} ON ${alias}.user_key = one.user_key`,
  )
  return `SELECT ${place} AS place, ${literal(figure.label)} AS figure, one.user_key, one.in_a, one.in_b, ${rule} AS rule,
    'a: ' || ${said(inA, aroundA, 'a')} || '; b: ' || ${said(inB, aroundB, 'b')} AS detail
  FROM (
    SELECT user_key, bool_or(is_a) AS in_a, NOT bool_and(is_a) AS in_b
    FROM (SELECT user_key, TRUE AS is_a FROM ${inA.name} UNION ALL SELECT user_key, FALSE FROM ${inB.name}) GROUP BY user_key HAVING count(*) = 1) one
  ${joins.join('\n  ')}`
}

/** Throws `bad-parameter` and `not-found`. */
export function readDiff(values: ParameterValues, catalog: Catalog, source: string | null): Diff {
  const sides = readSides(values)
  const figures = comparedFigures(sides, values)
  const variants = sides.differing.length < 2 ? new Map<string, ParameterValues>() : switched(sides, catalog, source)
  const lists: Lists = { queries: [], plans: [], known: new Map() }
  const list = (figure: Figure, of: ParameterValues): List => listed(lists, sides, figure, of, catalog, source)
  const parts = figures.map((figure, place) => figureSql(figure, place, sides, variants, list))

  const counted: Lists = { queries: [], plans: [], known: new Map() }
  const counts = figures.flatMap((figure, place) => {
    const [inA, inB] = [sides.a, sides.b].map(
      (side) => listed(counted, sides, figure.figure, side.values, catalog, source).name,
    ) as [string, string]
    const count = (from: string, other: string, has: string): string =>
      `(SELECT count(*) FROM ${from} WHERE user_key ${has} (SELECT user_key FROM ${other}))`
    return [
      `${count(inA, inB, 'IN')} AS both_${place}`,
      `${count(inA, inB, 'NOT IN')} AS only_a_${place}`,
      `${count(inB, inA, 'NOT IN')} AS only_b_${place}`,
    ]
  })
  const timezone = lists.plans.find((plan) => plan.timezone !== undefined)?.timezone
  return {
    sides,
    figures,
    sql: `WITH ${lists.queries.join(',\n')},\ndiff AS (${parts.join('\n  UNION ALL ')})`,
    countsSql: `WITH ${counted.queries.join(',\n')}\nSELECT ${counts.join(',\n  ')}`,
    plan: { range: rangeOf(lists.plans)!, ...(timezone === undefined ? {} : { timezone }), notes: notesOf(sides) },
  }
}
