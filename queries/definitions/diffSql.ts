import { isLatheError } from '../../src-renderer/model/error'
import type { IsoDate } from '../../src-renderer/model/schema'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { QueryPlan } from '../../src-renderer/query/contract/plan'
import { literal } from '../../src-renderer/query/sql/literal'
import { statement, type Cte } from '../../src-renderer/query/sql/statement'
import type { FigureCounts } from './difference'
import { diffSequence, PREFIX_A, PREFIX_B, variantPrefix, type Definitions } from './diffSequence'
import { comparedFigures, type ComparedFigure } from './figures'
import { Lists, type List, type ListAsked } from './lists'
import { readSides, type Sides } from './sides'

/** What a rule is called when no parameter alone changes whether a user counts. */
export const TOGETHER = 'several together'

/** Two definitions of one question, as SQL. */
export interface Diff {
  readonly sides: Sides
  readonly figures: readonly ComparedFigure[]
  /**
   * WITH queries up to `diff` (place, figure, user_key, in_a, in_b, rule, detail), a row for each user who counts by
   * one definition alone.
   */
  readonly ctes: readonly Cte[]
  /** SELECT of one row with the columns of `FigureCounts`, each with the figure's number at its end. */
  readonly countsSql: string
  /** Its dates, zone and notes. */
  readonly plan: Omit<QueryPlan, 'sql'>
  /** Where a kernel answers, what it goes through. */
  readonly passed: Pick<QueryPlan, 'sequence'>
}

/** Definition a with one parameter as in b, by the parameter's name; without those that cannot be changed alone. */
function switched(
  { a, b, differing, analysis }: Sides,
  catalog: Catalog,
  source: string | null,
): ReadonlyMap<string, ParameterValues> {
  const variants = new Map<string, ParameterValues>()
  for (const name of differing) {
    const values = { ...a.values, [name]: b.values[name] ?? null }
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
export function rangeOf(plans: readonly QueryPlan[]): NonNullable<QueryPlan['range']> {
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

/** The users of a figure by one definition: those it counts, and around them those who just failed to count. */
function asked(
  figure: ComparedFigure,
  place: number,
  side: 'a' | 'b',
  values: ParameterValues,
  changed?: string,
): { readonly counted: ListAsked; readonly around: ListAsked } {
  const number = place + 1
  const by = changed === undefined ? side : `${side} with ${changed} as in b`
  const name = changed === undefined ? side : `${side}_with_${changed}`
  return {
    counted: {
      figure: figure.figure,
      values,
      name: `${name}_counts_${number}`,
      about: `Users whom ${by} counts in ${figure.label}`,
    },
    around: {
      figure: figure.around,
      values,
      name: `${name}_sees_${number}`,
      about: `Users whom ${by} could count in ${figure.label}`,
    },
  }
}

/** SQL of the parameter that decides about a user of `one_sided_<n>`. */
function ruleSql(differing: readonly string[], changes: readonly (readonly [name: string, list: List])[]): string {
  // With one difference there is nothing to find.
  const [only] = differing
  if (differing.length === 1 && only !== undefined) return literal(only)
  if (changes.length === 0) return literal(TOGETHER)
  const deciding = changes.map(
    ([name, list]) =>
      `CASE
      WHEN (one_sided.user_key IN (SELECT user_key FROM ${list.name})) <> one_sided.in_a
      THEN ${literal(name)}
    END`,
  )
  return `coalesce(nullif(concat_ws(', ',
    ${deciding.join(',\n    ')}
  ), ''), ${literal(TOGETHER)})`
}

/** WITH queries up to `diff_<n>`: the users who count by one of two definitions of a figure alone. */
function figureCtes(
  figure: ComparedFigure,
  place: number,
  { a, b, differing }: Sides,
  variants: ReadonlyMap<string, ParameterValues>,
  lists: Lists,
): readonly Cte[] {
  const number = place + 1
  const [ofA, ofB] = [asked(figure, place, 'a', a.values), asked(figure, place, 'b', b.values)]
  const joined = {
    counted_a: lists.list(ofA.counted),
    counted_b: lists.list(ofB.counted),
    seen_a: lists.list(ofA.around),
    seen_b: lists.list(ofB.around),
  }
  const changes = [...variants].map(
    ([name, values]) => [name, lists.list(asked(figure, place, 'a', values, name).counted)] as const,
  )
  const said = (side: 'a' | 'b'): string => `coalesce(
    ${joined[`counted_${side}`].said(`counted_${side}.told`)},
    'not counted: ' || ${joined[`seen_${side}`].said(`seen_${side}.told`)},
    'did not enter, or cannot be observed'
  )`
  const joins = Object.entries(joined).map(
    ([alias, { name }]) => `LEFT JOIN ${name} AS ${alias} ON ${alias}.user_key = one_sided.user_key`,
  )
  return [
    {
      name: `counted_${number}`,
      about: `Whom either definition counts in ${figure.label}`,
      keep: 'NOT MATERIALIZED',
      sql: `SELECT user_key, TRUE AS is_a
FROM ${joined.counted_a.name}
UNION ALL
SELECT user_key, FALSE
FROM ${joined.counted_b.name}`,
    },
    {
      name: `one_sided_${number}`,
      about: 'Those whom one of them counts alone',
      keep: 'NOT MATERIALIZED',
      sql: `SELECT user_key, bool_or(is_a) AS in_a, NOT bool_and(is_a) AS in_b
FROM counted_${number}
GROUP BY user_key
HAVING count(*) = 1`,
    },
    {
      name: `diff_${number}`,
      about: 'Which rule decides about each, and what both definitions see of them',
      // Kept, so that it is planned once: what is put in where it is named is planned anew at each level.
      keep: 'MATERIALIZED',
      sql: `SELECT
  ${place} AS place,
  ${literal(figure.label)} AS figure,
  one_sided.user_key,
  one_sided.in_a,
  one_sided.in_b,
  ${ruleSql(differing, changes)} AS rule,
  'a: ' || ${said('a')} || '; b: ' || ${said('b')} AS detail
FROM one_sided_${number} AS one_sided
${joins.join('\n')}`,
    },
  ]
}

/** SELECT of how many users both definitions count and could count, and each of them alone. */
function countsSql(figures: readonly ComparedFigure[], { a, b }: Sides, lists: Lists): string {
  const counts = figures.flatMap((figure, place) => {
    const [ofA, ofB] = [asked(figure, place, 'a', a.values), asked(figure, place, 'b', b.values)]
    const [inA, inB] = [lists.list(ofA.counted).name, lists.list(ofB.counted).name]
    const [seenA, seenB] = [lists.list(ofA.around).name, lists.list(ofB.around).name]
    const count = (from: string, where = ''): string => `(SELECT count(*) FROM ${from}${where})`
    const shared = (from: string, has: 'IN' | 'NOT IN', other: string): string =>
      count(from, ` WHERE user_key ${has} (SELECT user_key FROM ${other})`)
    const columns: Readonly<Record<keyof FigureCounts, string>> = {
      both: shared(inA, 'IN', inB),
      only_a: shared(inA, 'NOT IN', inB),
      only_b: shared(inB, 'NOT IN', inA),
      eligible_a: count(seenA),
      eligible_b: count(seenB),
      eligible_both: shared(seenA, 'IN', seenB),
      a_eligible_b: shared(inA, 'IN', seenB),
      b_eligible_a: shared(inB, 'IN', seenA),
    }
    return Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}_${place}`)
  })
  return statement(lists.ctes, `SELECT\n  ${counts.join(',\n  ')}`)
}

/** Throws `bad-parameter` and `not-found`. */
export function readDiff(values: ParameterValues, catalog: Catalog, source: string | null): Diff {
  const sides = readSides(values)
  const figures = comparedFigures(sides, values)
  const variants = sides.differing.length < 2 ? new Map<string, ParameterValues>() : switched(sides, catalog, source)
  const lists = new Lists(sides.analysis, catalog, source)
  const parts = figures.flatMap((figure, place) => figureCtes(figure, place, sides, variants, lists))
  const timezone = lists.plans.find((plan) => plan.timezone !== undefined)?.timezone
  const range = rangeOf(lists.plans)
  const definitions: Definitions = [
    [PREFIX_A, sides.a.values],
    [PREFIX_B, sides.b.values],
    ...[...variants].map(([name, changed]) => [variantPrefix(sides.differing.indexOf(name)), changed] as const),
  ]
  return {
    sides,
    figures,
    ctes: [
      ...lists.ctes,
      ...parts,
      {
        name: 'diff',
        about: 'All figures together',
        keep: 'MATERIALIZED',
        sql: figures.map((_, place) => `SELECT *\nFROM diff_${place + 1}`).join('\nUNION ALL\n'),
      },
    ],
    countsSql: countsSql(figures, sides, new Lists(sides.analysis, catalog, source)),
    passed: diffSequence(sides, definitions, catalog, source, { values, range }),
    plan: { range, ...(timezone === undefined ? {} : { timezone }), notes: notesOf(sides) },
  }
}
