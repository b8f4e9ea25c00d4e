import type { ColumnSchema } from '../../src-renderer/model/schema'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValue } from '../../src-renderer/query/contract/parameter'
import { resolveMeasures, withoutDirection, type MeasureSeries } from '../../src-renderer/query/sql/measures'
import { measureText } from '../trends/question'
import type { Metric } from './metric'
import { sumsOf } from './measureSums'

/** Which measures are asked for. */
export interface AskedForMeasures {
  readonly parameter: string
  /** A list of measures or names of the model's; null where only formulas over the model's are given. */
  readonly measures: ParameterValue
  readonly formulas: ParameterValue
}

/** A metric that a measure makes; `good` is the direction that it, or the model, gives it. */
export interface MeasureMetric extends Pick<Metric, 'kind' | 'over' | 'under' | 'measured'> {
  readonly called: string
  readonly good: Metric['better'] | null
}

/** Which way of a measure is good, as it says itself, or as the model says of its own; null where neither does. */
function goodOf(name: string, { measures, parameter }: AskedForMeasures, catalog: Catalog): Metric['better'] | null {
  const list: readonly unknown[] = Array.isArray(measures) ? measures : []
  const own = list.find((one) => typeof one === 'object' && one !== null && 'name' in one && one.name === name)
  const good =
    own === undefined
      ? (catalog.model?.measures.find((one) => one.name === name)?.good ?? null)
      : withoutDirection(own, parameter)[1]
  return good === null ? null : good === 'up' ? 'higher' : 'lower'
}

/** What users are compared by where measures, or formulas over them, are asked for. Throws `bad-parameter` and `not-found`. */
export function measureMetrics(
  asked: AskedForMeasures,
  catalog: Catalog,
  columns: readonly ColumnSchema[],
): readonly MeasureMetric[] {
  const { parameter, measures, formulas } = asked
  const { series, parts } = resolveMeasures(measures, formulas, catalog, parameter)
  const named = new Map(parts.map((part) => [part.name, part]))
  const calledOf = ({ name, formula }: MeasureSeries): string => {
    const own = formula.kind === 'name' ? named.get(formula.name) : undefined
    return own === undefined || !/^[A-Z]\d*$/.test(name) ? name : measureText(own)
  }
  return series.map((one) => {
    const called = calledOf(one)
    const sums = sumsOf(one.formula, one.name, { parts: named, columns, parameter })
    return {
      ...sums,
      called,
      measured: sums.kind === 'share' ? 'Share of users' : sums.kind === 'mean' ? `${called} per user` : called,
      good: goodOf(one.name, asked, catalog),
    }
  })
}
