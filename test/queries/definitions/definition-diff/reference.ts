import { funnel } from '../../../../queries/funnel/funnel'
import { retentionSummary } from '../../../../queries/retention/retention-summary'
import type { Analysis, Figure } from '../../../../src-renderer/query/contract/analysis'
import { readParameters } from '../../../../src-renderer/query/analysis/parameters'
import type { Asked } from '../../case'
import type { NativeDuckdb, Row } from '../../nativeDuckdb'
import { QUESTIONS, type Compared } from '../sides'

/** The analysis that is defined twice, and the figures in which the definitions are compared. */
function figuresOf(
  name: Compared['analysis'],
  periods: readonly number[],
): { readonly analysis: Analysis; readonly figures: readonly (readonly [label: string, figure: Figure])[] } {
  return name === 'retention'
    ? {
        analysis: retentionSummary,
        figures: periods.map((period) => [`day ${period}`, { row: { period }, column: 'users' }]),
      }
    : {
        analysis: funnel,
        figures: ['x', 'y'].map((event, index) => [
          `step ${index + 1}, ${event}`,
          { row: { step: index + 1 }, column: 'users' },
        ]),
      }
}

/** Users behind a figure, by the analysis's own list. */
async function usersBehind(
  db: NativeDuckdb,
  analysis: Analysis,
  figure: Figure,
  asked: Asked,
): Promise<ReadonlySet<string>> {
  const drill = analysis.drill!(figure, readParameters(analysis.parameters, asked), db.catalog, null)!
  const id = drill.kind === 'users' ? '(SELECT u.user_id FROM users u WHERE u.user_key = d.user_key)' : 'd.user_id'
  return new Set(
    (await db.run({ ...drill.plan, sql: `SELECT ${id} AS user_id FROM (${drill.plan.sql}) d` })).map((row) =>
      String(row['user_id']),
    ),
  )
}

/** The rows by the definition, from the lists of the analyses compared: parameters are switched one at a time. */
export async function referenceDiff(
  db: NativeDuckdb,
  compared: Compared,
  periods: readonly number[],
): Promise<readonly Row[]> {
  const { analysis, figures } = figuresOf(compared.analysis, periods)
  const defaults = Object.fromEntries(analysis.parameters.map((spec) => [spec.name, spec.default]))
  const question = { ...QUESTIONS[compared.analysis], include_test: true }
  const [a, b]: readonly [Asked, Asked] = [
    { ...defaults, ...question, ...compared.a },
    { ...defaults, ...question, ...compared.b },
  ]
  const differing = Object.keys(defaults).filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]))
  const rows: Row[] = []
  for (const [label, figure] of figures) {
    const [inA, inB] = [await usersBehind(db, analysis, figure, a), await usersBehind(db, analysis, figure, b)]
    const disputed = [...new Set([...inA, ...inB])].filter((user) => inA.has(user) !== inB.has(user)).sort()
    const switched =
      disputed.length === 0
        ? []
        : await Promise.all(
            differing.map(
              async (name) => [name, await usersBehind(db, analysis, figure, { ...a, [name]: b[name]! })] as const,
            ),
          )
    for (const user of disputed) {
      const rules = switched.filter(([, users]) => users.has(user) !== inA.has(user)).map(([name]) => name)
      rows.push({
        figure: label,
        user_id: user,
        in_a: inA.has(user),
        in_b: inB.has(user),
        rule: rules.length === 0 ? 'several together' : rules.join(', '),
      })
    }
  }
  return rows
}
