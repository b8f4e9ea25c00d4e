import type { RandomLog } from '../../randomLog'
import { userValues, type AskedMeasure, type EntityChoice } from '../entityValues'

export interface ConcentrationChoice extends EntityChoice {
  readonly measure: AskedMeasure
}

/** Gini by its definition: the mean absolute difference of all pairs by twice the mean. */
function giniOf(values: readonly number[]): number | null {
  const total = values.reduce((sum, one) => sum + one, 0)
  if (values.some((one) => one < 0) || total <= 0) return null
  const differences = values.flatMap((one) => values.map((other) => Math.abs(one - other)))
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length
  return mean / (2 * (total / values.length))
}

/** Concentration from the definition: the top so many percent of the users, each anew. */
export function referenceConcentration(log: RandomLog, choice: ConcentrationChoice): readonly object[] {
  const values = userValues(log, choice, [choice.measure]).map((one) => one.values[0]!)
  if (values.length === 0) return []
  const total = values.reduce((sum, one) => sum + one, 0)
  return Array.from({ length: 100 }, (_, index) => {
    const top = index + 1
    const users = Math.ceil((values.length * top) / 100)
    const value = values
      .toSorted((a, b) => b - a)
      .slice(0, users)
      .reduce((sum, one) => sum + one, 0)
    return { top, users, value, share: total > 0 ? (100 * value) / total : null, gini: giniOf(values) }
  })
}
