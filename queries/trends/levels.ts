import type { ChartLevels } from '../../src-renderer/chart/goalLine'
import type { DataModel } from '../../src-renderer/model/dataModel'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { readMeasures } from '../../src-renderer/query/sql/measures'
import { breakdownNames, readInterval } from './question'

/**
 * What the one measure that is shown is held against: the goal that is asked for, else its target in the model, and its
 * limits. Target and limits are those of a day, of figures as they are.
 */
export function levelsOf(values: ParameterValues, model: DataModel | undefined): ChartLevels {
  const asked = typeof values['goal'] === 'number' ? { goal: values['goal'] } : {}
  const changed = ['share', 'indexed', 'cumulative', 'change', 'rolling', 'formula', 'per'].some((name) => {
    const value = values[name] ?? false
    return Array.isArray(value) ? value.length > 0 : value !== false
  })
  const [only, ...others] = readMeasures(values['measures'])
  const isWhole = others.length === 0 && breakdownNames(values).length === 0
  if (changed || !isWhole || typeof only !== 'string' || readInterval(values) !== 'day') return asked
  const measure = model?.measures.find(({ name }) => name === only)
  return {
    ...(measure === undefined || measure.target === null ? {} : { goal: measure.target }),
    ...(measure === undefined || measure.limits === null ? {} : { limits: measure.limits }),
    ...asked,
  }
}
