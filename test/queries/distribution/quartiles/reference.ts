import type { RandomLog } from '../../randomLog'
import { eventAmounts, quantile, userValues, type AskedMeasure, type EntityChoice } from '../entityValues'

export interface QuartilesChoice extends EntityChoice {
  /** A measure of each user; null for the amounts of events. */
  readonly measure: AskedMeasure | null
  readonly event: string | null
}

/** Quartiles from the definition: every value asked whether it lies within the whiskers. */
export function referenceQuartiles(log: RandomLog, choice: QuartilesChoice): readonly object[] {
  const { measure, event, scope } = choice
  const values =
    measure === null ? eventAmounts(log, scope, event) : userValues(log, choice, [measure]).map((one) => one.values[0]!)
  if (values.length === 0) return []
  const [q1, median, q3] = [0.25, 0.5, 0.75].map((share) => quantile(values, share)) as [number, number, number]
  const reach = 1.5 * (q3 - q1)
  const near = values.filter((value) => value >= q1 - reach && value <= q3 + reach)
  return [
    {
      n: values.length,
      mean: values.reduce((sum, value) => sum + value, 0) / values.length,
      least: Math.min(...values),
      low_whisker: Math.min(...near),
      q1,
      median,
      q3,
      high_whisker: Math.max(...near),
      most: Math.max(...values),
      outliers: values.length - near.length,
    },
  ]
}
