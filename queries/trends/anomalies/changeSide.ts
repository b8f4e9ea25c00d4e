import type { ChangeSide, Figure, Unexplained } from '../../../src-renderer/query/contract/analysis'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValue, ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { seriesSide } from '../changeSide'
import { hasMeasures, readQuestion } from './question'

/** A figure that is watched as a measure of its bucket. */
export function anomalySide(
  figure: Figure,
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
): ChangeSide | Unexplained {
  const { trend } = readQuestion(values, catalog, source)
  if (hasMeasures(values)) return seriesSide(trend, values, figure)
  if (values['metric'] === 'events') return { why: 'it counts events that have a user; watch a measure instead' }
  const events: readonly ParameterValue[] = Array.isArray(values['events'])
    ? (values['events'] as readonly ParameterValue[])
    : []
  if (events.length > 1) return { why: 'a measure is of one event, and several are watched' }
  const measures = trend.series.map(({ name }) => ({ name, event: events[0] ?? null, measure: 'users' }))
  return seriesSide(trend, { ...values, measures, formula: null }, figure)
}
