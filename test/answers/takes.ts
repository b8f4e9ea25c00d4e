import { readParameters } from '../../src-renderer/query/analysis/parameters'
import type { Analysis } from '../../src-renderer/query/contract/analysis'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'

/** Whether the analysis has the parameter and the value is one for it: names are shared, choices are not. */
export function takes(analysis: Analysis, name: string, value: ParameterValue): boolean {
  try {
    readParameters(
      analysis.parameters.filter((spec) => spec.name === name),
      { [name]: value },
    )
    return analysis.parameters.some((spec) => spec.name === name)
  } catch {
    return false
  }
}
