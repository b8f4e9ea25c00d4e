import { isLatheError } from '../../model/error'
import type { Analysis, Figure } from '../contract/analysis'
import type { Catalog } from '../contract/catalog'
import type { ParameterSpec, ParameterValues } from '../contract/parameter'
import { modelCatalog } from '../sql/modelCatalog'

/** What both figures share with the question that explains the change between them. */
const SHARED = ['filter', 'segment', 'timezone', 'week_start', 'as_of', 'include_test', 'users', 'per'] as const

/**
 * What explain-change (whose parameters are given) is asked so that it divides the change from one figure of an answer
 * to another; null where the two are no change of one measure, or an answer is compared with another one already.
 */
export function changeQuestion(
  analysis: Analysis,
  specs: readonly ParameterSpec[],
  figures: { readonly before: Figure; readonly after: Figure },
  asked: { readonly values: ParameterValues; readonly catalog: Catalog; readonly source: string | null },
): ParameterValues | null {
  const { values, catalog, source } = asked
  if (analysis.changeBetween === undefined || (values['compare'] ?? null) !== null) return null
  try {
    const found = analysis.changeBetween(figures.before, figures.after, values, modelCatalog(catalog), source)
    if (found === null) return null
    const shared = SHARED.filter((name) => name in values && specs.some((spec) => spec.name === name))
    return { ...Object.fromEntries(shared.map((name) => [name, values[name] ?? null])), ...found }
  } catch (error) {
    if (isLatheError(error)) return null
    throw error
  }
}
