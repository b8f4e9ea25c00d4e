import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import definition from './definition.md?raw'
import { readDiff } from '../diffSql'
import { comparedFigures } from '../figures'
import { DEFINITION_PARAMETERS, FIGURES } from '../parameters'
import { diffPopulation } from '../population'
import { readSides } from '../sides'

const MOST_TILES = 4

const count = (value: number): string => value.toLocaleString('en-US')

/** Users by the rule that decides about them, those of a and those of b apart. */
function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const { a, b, differing } = readSides(values)
  const rules = new Map<
    string,
    { readonly row: Record<'a' | 'b', number | null>; readonly users: Record<'a' | 'b', Set<string>> }
  >()
  for (const [row, one] of result.rows().entries()) {
    const rule = one['rule'] as string
    const side = one['in_a'] === true ? 'a' : 'b'
    const known = rules.get(rule) ?? {
      row: { a: null, b: null },
      users: { a: new Set<string>(), b: new Set<string>() },
    }
    rules.set(rule, known)
    known.row[side] ??= row
    known.users[side].add(one['user_id'] as string)
  }
  const sorted = [...rules].sort(
    ([, one], [, other]) => other.users.a.size + other.users.b.size - one.users.a.size - one.users.b.size,
  )
  const series = (side: 'a' | 'b', name: string): BarChart['series'][number] => ({
    name: `Only by ${side === 'a' ? 'A' : 'B'}, ${name}`,
    points: sorted.map(([rule, one]) => ({
      x: rule,
      y: one.users[side].size,
      ...(one.row[side] === null ? {} : { figure: { row: one.row[side], column: 'rule' } }),
    })),
  })
  const users = new Set(result.column('user_id')).size
  const summary =
    differing.length === 0
      ? 'Both definitions are the same.'
      : result.rowCount === 0
        ? `The definitions differ in ${differing.join(', ')}, and count the same users in every figure.`
        : `${count(users)} ${users === 1 ? 'user counts' : 'users count'} differently in some figure${sorted.length === 1 ? `; the rule that decides is ${sorted[0]![0]}` : `; ${sorted[0]![0]} decides about most of them`}.`
  return [
    {
      kind: 'bar',
      layout: 'grouped',
      direction: 'horizontal',
      title: 'Users counted differently, by rule',
      summary,
      x: { label: 'Rule', type: 'category' },
      y: { label: 'Users', format: 'integer' },
      series: [series('a', a.name), series('b', b.name)],
    },
  ]
}

function kpis(_result: ResultTable, values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  return comparedFigures(readSides(values), values)
    .slice(0, MOST_TILES)
    .map((figure, place): Kpi => {
      const of = (name: string): number | null => (more === null ? null : Number(more.value(0, `${name}_${place}`)))
      return {
        label: `${figure.label.replace(/^./, (letter) => letter.toUpperCase())}: by both`,
        value: of('both'),
        format: 'integer',
        ...(more === null ? {} : { detail: `${count(of('only_a')!)} only by A, ${count(of('only_b')!)} only by B` }),
      }
    })
}

/** The users about whom a rule decides, of one side: column `rule`; or the one user of a row. */
function drill(
  { row, column }: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): Drill | null {
  const { rule, in_a: inA, user_id: user, figure } = row
  if (typeof rule !== 'string' || typeof inA !== 'boolean') return null
  const diff = readDiff(values, catalog, source)
  const list = (title: string, where: string): Drill => ({
    title,
    kind: 'users',
    plan: {
      ...diff.plan,
      sql: `${diff.sql}\nSELECT user_key, string_agg(figure, ', ' ORDER BY place) AS figures, min(detail) AS detail FROM diff WHERE ${where} GROUP BY user_key ORDER BY user_key`,
    },
  })
  if (column === 'rule')
    return list(
      `Users counted only by ${inA ? `A, ${diff.sides.a.name}` : `B, ${diff.sides.b.name}`}, because of ${rule}`,
      `rule = ${literal(rule)} AND in_a = ${inA ? 'TRUE' : 'FALSE'}`,
    )
  if (column === 'user_id' && typeof user === 'string' && typeof figure === 'string') {
    return list(
      `${user}, ${figure}`,
      `figure = ${literal(figure)} AND user_key = (SELECT u.user_key FROM main.users u WHERE u.user_id = ${literal(user)})`,
    )
  }
  return null
}

/** Two definitions of one analysis, and the users about whom they disagree. */
export const definitionDiff: Analysis = {
  name: 'definition-diff',
  title: 'Definition diff',
  about: 'Which users two definitions of retention or of a funnel count differently, and which rule decides.',
  grain: 'one row per figure and user that one of the definitions counts and the other does not',
  definition,
  parameters: [...DEFINITION_PARAMETERS, FIGURES, ...COMMON_PARAMETERS],
  columns: [
    { name: 'figure', about: 'The period (all cohorts together) or the step.', format: 'text' },
    { name: 'user_id', about: 'The user.', format: 'text' },
    { name: 'in_a', about: 'Whether definition A counts the user in the figure.', format: 'boolean' },
    { name: 'in_b', about: 'Whether definition B does; always the other.', format: 'boolean' },
    {
      name: 'rule',
      about:
        'The parameter that decides: with it alone as in B, definition A counts the user as B does. Several when each would do; "several together" when none does alone.',
      format: 'text',
    },
    {
      name: 'detail',
      about:
        'What each definition sees of the user: cohort or entry, and the return or the times between steps (local times).',
      format: 'text',
    },
  ],
  reads: 'events',
  population: diffPopulation,
  plan(values, catalog, source) {
    const diff = readDiff(values, catalog, source)
    return {
      ...diff.plan,
      sql: `${diff.sql}\nSELECT figure, u.user_id, in_a, in_b, rule, detail FROM diff JOIN main.users u ON u.user_key = diff.user_key ORDER BY place, rule, u.user_id`,
    }
  },
  kpiPlan(values, catalog, source) {
    const diff = readDiff(values, catalog, source)
    return { ...diff.plan, sql: diff.countsSql }
  },
  drill,
  charts,
  kpis,
}
