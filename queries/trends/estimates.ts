import type { Formula } from '../../src-renderer/model/formula'
import type { EventMeasure } from '../../src-renderer/model/measure'
import type { Estimates } from '../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import { resolveMeasures } from '../../src-renderer/query/sql/measures'

/** What adds up over users. */
const ADDS: readonly string[] = ['count', 'users', 'sum'] satisfies readonly EventMeasure['measure'][]

/**
 * By which power of the number of users a formula grows: 1 for a sum, 0 for a mean or a ratio of two sums; null where it
 * grows by no one power (`A + 1`), or is of something that does not grow with them (different values, a maximum).
 */
export function powerOf(formula: Formula, measures: ReadonlyMap<string, EventMeasure['measure']>): number | null {
  switch (formula.kind) {
    case 'number':
      return 0
    case 'name': {
      const measure = measures.get(formula.name)
      if (measure === undefined || measure === 'distinct' || measure === 'min' || measure === 'max') return null
      return ADDS.includes(measure) ? 1 : 0
    }
    case 'minus':
      return powerOf(formula.of, measures)
    case 'both': {
      const [left, right] = [powerOf(formula.left, measures), powerOf(formula.right, measures)]
      if (left === null || right === null) return null
      if (formula.op === '*') return left + right
      if (formula.op === '/') return left - right
      return left === right ? left : null
    }
  }
}

/**
 * Series of measures, for a sample: each grows with the users by the power of its formula. Shares, indexed lines and
 * changes in percent do not.
 */
export function seriesEstimates(columns: readonly string[]) {
  return (values: ParameterValues, catalog: Catalog): Estimates => {
    if (values['share'] === true || values['indexed'] === true || values['change'] === 'percent') return {}
    const { series, parts } = resolveMeasures(values['measures'], values['formula'] ?? null, catalog)
    const measures = new Map(parts.map(({ name, measure }) => [name, measure]))
    const powers = series.flatMap(({ name, formula }): [string, number][] => {
      const power = powerOf(formula, measures)
      return power === null || power === 0 ? [] : [[name, power]]
    })
    return { bySeries: { columns, powers: new Map(powers) } }
  }
}
