import { formatCount } from '../../src-renderer/chart/format'
import type { Kpi } from '../../src-renderer/query/contract/analysis'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { ResultTable } from '../../src-renderer/query/contract/result'
import { rowsOf } from '../../src-renderer/query/analysis/resultColumns'
import { goodnessOfFit } from '../../src-renderer/stats/goodnessOfFit'
import { readSplit } from './split'
import { pText } from '../../src-renderer/stats/pText'
import { guardrailsText, signed } from './charts'
import { COLUMNS } from './experiment/columns'

/**
 * Below this p, users were not split as planned, and no comparison can be trusted (Fabijan and others 2019 take 0.0005).
 */
export const MISMATCH_P = 0.0005

/** Who was compared, whether they were split as planned, and the first comparisons; `more` counts the left out. */
export function kpis(result: ResultTable, values: ParameterValues, more: ResultTable | null): readonly Kpi[] {
  const rows = rowsOf(COLUMNS, result)
  const goal = rows.filter((row) => row.metric === rows[0]?.metric)
  if (goal.length === 0) return []
  const counts = goal.map((row) => row.users)
  const fit = goodnessOfFit(
    counts,
    readSplit(
      values,
      goal.map((row) => row.variant),
    ),
  )
  const left = (name: string): number | null =>
    more === null || more.rowCount === 0 ? null : Number(more.value(0, name))
  const [several, recent] = [left('in_several'), left('too_recent')]
  const guardrails = rows.filter((row) => row.guardrail !== null)
  const open = guardrails.filter((row) => row.guardrail !== 'held')
  const unit = goal[0]?.kind === 'share' ? ' points' : ''
  return [
    {
      label: 'Users compared',
      value: counts.reduce((sum, count) => sum + count, 0),
      format: 'integer',
      ...(several === null || recent === null
        ? {}
        : { detail: `left out: ${formatCount(several)} in several variants, ` + `${formatCount(recent)} too recent` }),
    },
    {
      label: 'Sample ratio, p',
      value: fit?.p ?? null,
      format: 'ratio',
      detail:
        fit === null
          ? 'one variant only'
          : fit.p < MISMATCH_P
            ? 'mismatch: do not trust the result'
            : 'split as planned',
    },
    ...goal
      .filter((row) => !row.is_control)
      .slice(0, 3)
      .map((row): Kpi => ({
        label: `${row.variant}, lift`,
        value: row.lift_pct,
        format: 'percent',
        detail:
          row.difference !== null && row.p_holm !== null
            ? `${signed(row.difference)}${unit}, ${pText(row.p_holm)}: ${String(row.verdict)}`
            : 'not tested',
      })),
    ...(guardrails.length === 0
      ? []
      : [
          {
            label: `Guardrails held, of ${guardrails.length}`,
            value: guardrails.length - open.length,
            format: 'integer',
            detail: open.length === 0 ? 'none is worse by more than its margin' : guardrailsText(open),
          } satisfies Kpi,
        ]),
  ]
}
