import { required } from '../../base/required'
import type { Analysis } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterSpec, ParameterValue, ParameterValues } from '../contract/parameter'
import { parameterText } from '../analysis/parameterText'
import { WEEK_DAYS, WEEK_START } from '../sql/weekStart'
import type { NumberMatch } from './searchNumber'

/** One thing in which a variant differs from the question as it stands. */
export interface Difference {
  /** The parameter's label; "Figure" for another column. */
  readonly label: string
  readonly to: string
  readonly from: string
}

function textOf(spec: ParameterSpec, value: ParameterValue, { timezone, weekStart }: Catalog): string {
  if (spec.name === 'timezone') return typeof value === 'string' && value !== '' ? value : timezone
  if (spec.name !== WEEK_START.name) return parameterText(spec, value)
  return parameterText(spec, value ?? required(WEEK_DAYS[weekStart - 1]))
}

/** What a match differs in, in words. `column` is the one asked for. */
export function differencesOf(
  { variant, column }: NumberMatch,
  asked: {
    readonly analysis: Analysis
    readonly values: ParameterValues
    readonly catalog: Catalog
    readonly column: string
  },
): readonly Difference[] {
  const { analysis, values, catalog } = asked
  const ofParameters = variant.changed.map((name): Difference => {
    const spec = required(analysis.parameters.find((one) => one.name === name))
    return {
      label: spec.label,
      to: textOf(spec, variant.values[name] ?? null, catalog),
      from: textOf(spec, values[name] ?? null, catalog),
    }
  })
  return column === asked.column ? ofParameters : [{ label: 'Figure', to: column, from: asked.column }, ...ofParameters]
}

/** One line: "Entry: Every period instead of First ever; Clock: …". */
export function differenceText(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'as it stands'
  return differences.map(({ label, to, from }) => `${label}: ${to} instead of ${from}`).join('; ')
}
