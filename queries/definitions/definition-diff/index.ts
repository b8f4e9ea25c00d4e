import { ofElapsedTime } from '../../events/oneZone'
import { formatFixed, formatValue } from '../../../src-renderer/chart/format'
import type { BarChart } from '../../../src-renderer/chart/marks/bar'
import type { ChartSpec } from '../../../src-renderer/chart/spec'
import type { Analysis, Drill, Figure, Kpi } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { literal } from '../../../src-renderer/query/sql/literal'
import type { ResultTable } from '../../../src-renderer/query/contract/result'
import { columnList, resultColumns, rowsOf } from '../../../src-renderer/query/analysis/resultColumns'
import { statement } from '../../../src-renderer/query/sql/statement'
import { COMMON_PARAMETERS } from '../../../src-renderer/query/sql/source'
import { capitalized, countText } from '../../events/texts'
import definition from './definition.md?raw'
import { rateDifference, type FigureCounts } from '../difference'
import { readDiff } from '../diffSql'
import { comparedFigures } from '../figures'
import { DEFINITION_PARAMETERS, FIGURES } from '../parameters'
import { passDiff, passDiffCounts } from './pass'
import { diffPopulation } from '../population'
import { readSides } from '../sides'

const MOST_TILES = 4

const COLUMNS = resultColumns({
  figure: { about: 'The period (all cohorts together) or the step.', format: 'text' },
  user_id: { about: 'The user.', format: 'text' },
  in_a: { about: 'Whether definition A counts the user in the figure.', format: 'boolean' },
  in_b: { about: 'Whether definition B does; always the other.', format: 'boolean' },
  rule: {
    about:
      'The parameter that decides: with it alone as in B, definition A counts the user as B does. Several when ' +
      'each would do; "several together" when none does alone.',
    format: 'text',
  },
  detail: {
    about:
      'What each definition sees of the user: cohort or entry, and the return or the times between steps ' +
      '(local times).',
    format: 'text',
  },
})

/** Users who count differently, by the side that counts them: one alone in all of their figures, or now A, now B. */
interface Differing {
  readonly all: number
  readonly onlyA: number
  readonly onlyB: number
}

/** What is said of two definitions and the users about whom they disagree, by rule, most first. */
function summaryOf(
  differing: readonly string[],
  { all, onlyA, onlyB }: Differing,
  rules: readonly string[],
  isOften: boolean,
): string {
  const [most] = rules
  if (differing.length === 0) return 'Both definitions are the same.'
  if (most === undefined)
    return `The definitions differ in ${differing.join(', ')}, and count the same users in every figure.`
  const decides = rules.length === 1 ? `The rule that decides is ${most}.` : `${most} decides about most of them.`
  const turned = all - onlyA - onlyB
  const parts = [
    ...(onlyA > 0 ? [`${countText(onlyA)} by A alone`] : []),
    ...(onlyB > 0 ? [`${countText(onlyB)} by B alone`] : []),
    ...(turned > 0 ? [`${countText(turned)} by A in one figure and by B in another, who stand in bars of both`] : []),
  ]
  return (
    `${countText(all)} ${all === 1 ? 'user counts' : 'users count'} differently in some figure: ${parts.join(', ')}. ` +
    decides +
    (isOften ? ' Whom different rules decide about in different figures stands under each.' : '')
  )
}

/** Users by the rule that decides about them, those of a and those of b apart. */
function charts(result: ResultTable, values: ParameterValues): readonly ChartSpec[] {
  const { a, b, differing } = readSides(values)
  const rules = new Map<
    string,
    { readonly row: Record<'a' | 'b', number | null>; readonly users: Record<'a' | 'b', Set<string>> }
  >()
  const rows = rowsOf(COLUMNS, result)
  for (const [row, { rule, in_a: inA, user_id: user }] of rows.entries()) {
    const side = inA ? 'a' : 'b'
    const known = rules.get(rule) ?? {
      row: { a: null, b: null },
      users: { a: new Set<string>(), b: new Set<string>() },
    }
    rules.set(rule, known)
    known.row[side] ??= row
    known.users[side].add(user)
  }
  const sorted = [...rules].sort(
    ([, one], [, other]) => other.users.a.size + other.users.b.size - one.users.a.size - one.users.b.size,
  )
  const series = (side: 'a' | 'b', name: string): BarChart['series'][number] => ({
    name: `Only by ${side === 'a' ? 'A' : 'B'}, ${name}`,
    key: side,
    points: sorted.map(([rule, one]) => ({
      x: rule,
      y: one.users[side].size,
      ...(one.row[side] === null ? {} : { figure: { row: one.row[side], column: 'rule' } }),
    })),
  })
  const ofSide = (inA: boolean): ReadonlySet<string> =>
    new Set(rows.filter((row) => row.in_a === inA).map((row) => row.user_id))
  const [ofA, ofB] = [ofSide(true), ofSide(false)]
  const turned = [...ofA].filter((user) => ofB.has(user)).length
  const barred = sorted.reduce((sum, [, { users }]) => sum + users.a.size + users.b.size, 0)
  const summary = summaryOf(
    differing,
    { all: ofA.size + ofB.size - turned, onlyA: ofA.size - turned, onlyB: ofB.size - turned },
    sorted.map(([rule]) => rule),
    barred > ofA.size + ofB.size,
  )
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

const points = (value: number): string => formatFixed(value, 1)
const percent = (value: number): string => formatValue(value, 'percent')

/** Of each figure how far B's rate is from A's, with its interval, both rates, and who counts by one alone. */
function kpis(_result: ResultTable, values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  return comparedFigures(readSides(values), values)
    .slice(0, MOST_TILES)
    .map((figure, place): Kpi => {
      const tile = {
        label: `${capitalized(figure.label)}: B − A (points)`,
        format: 'decimal',
        about:
          'The rate by B less that by A, in percentage points, each user counted once. The interval holds 95 %; it ' +
          'takes into account that both rates are of the same users.',
      } as const
      if (more === null) return { ...tile, value: null }
      const of = (name: keyof FigureCounts): number => Number(more.value(0, `${name}_${place}`))
      const sides = `${countText(of('only_a'))} only by A, ${countText(of('only_b'))} only by B`
      const rates = rateDifference({
        both: of('both'),
        only_a: of('only_a'),
        only_b: of('only_b'),
        eligible_a: of('eligible_a'),
        eligible_b: of('eligible_b'),
        eligible_both: of('eligible_both'),
        a_eligible_b: of('a_eligible_b'),
        b_eligible_a: of('b_eligible_a'),
      })
      if (rates === null) return { ...tile, value: null, detail: `nobody to count; ${sides}` }
      return {
        ...tile,
        value: rates.difference,
        detail:
          `${points(rates.low)} to ${points(rates.high)}; A ${percent(rates.a)}, B ${percent(rates.b)}; ` +
          `${countText(of('both'))} by both, ${sides}`,
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
      sql: statement(
        diff.ctes,
        `SELECT
  user_key,
  string_agg(figure, ', ' ORDER BY place) AS figures,
  min(detail) AS detail
FROM diff
WHERE ${where}
GROUP BY user_key
ORDER BY user_key`,
      ),
    },
  })
  if (column === 'rule')
    return list(
      `Users counted only by ${inA ? `A, ${diff.sides.a.name}` : `B, ${diff.sides.b.name}`}, because of ${rule}`,
      `rule = ${literal(rule)}\n  AND in_a = ${inA ? 'TRUE' : 'FALSE'}`,
    )
  if (column === 'user_id' && typeof user === 'string' && typeof figure === 'string') {
    return list(
      `${user}, ${figure}`,
      `figure = ${literal(figure)}
  AND user_key = (SELECT users.user_key FROM main.all_users users WHERE users.user_id = ${literal(user)})`,
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
  form: 'two-definitions',
  refuses: { per: 'it lists the users whom two definitions count differently' },
  columns: columnList(COLUMNS),
  oneZone: ofElapsedTime,
  reads: 'events',
  population: diffPopulation,
  plan(values, catalog, source) {
    const diff = readDiff(values, catalog, source)
    return {
      ...diff.plan,
      ...diff.passed,
      sql: statement(
        diff.ctes,
        `SELECT
  figure,
  users.user_id,
  in_a,
  in_b,
  rule,
  detail
FROM diff
JOIN main.all_users users ON users.user_key = diff.user_key
ORDER BY place, rule, users.user_id`,
      ),
    }
  },
  kpiPlan(values, catalog, source) {
    const diff = readDiff(values, catalog, source)
    const { sequence } = diff.passed
    return {
      ...diff.plan,
      ...(sequence === undefined ? {} : { sequence: { ...sequence, ofKpis: true } }),
      sql: diff.countsSql,
    }
  },
  kernel: passDiff,
  kpiKernel: passDiffCounts,
  drill,
  charts,
  kpis,
}
