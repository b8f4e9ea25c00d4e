import type { ColumnSchema } from '../../../src-renderer/model/schema'
import type { Catalog } from '../../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../../src-renderer/query/contract/parameter'
import { columnNamed } from '../../../src-renderer/query/sql/condition'
import { entityOf } from '../../../src-renderer/query/sql/entity'
import { resolveMeasures, type MeasureSeries } from '../../../src-renderer/query/sql/measures'
import { refuse } from '../../../src-renderer/query/sql/refuse'
import { scope, type Scope } from '../../../src-renderer/query/sql/source'
import { readEarlier, type Dates } from '../../events/earlierPeriod'
import { readParts, type TrendQuestion } from '../../trends/question'
import { ORDERS } from './parameters'
import { readTiers, readWeights, refuseName, type Tier, type Weight } from './scoring'

/** A question about entities, read and checked. */
export interface EntityQuestion extends Pick<TrendQuestion, 'parts' | 'conditions' | 'amounts'> {
  /** Of the rows' events: users are not replaced in it by what is counted. */
  readonly scope: Scope
  /** The columns that make an entity; none for users. */
  readonly columns: readonly ColumnSchema[]
  readonly peers: readonly ColumnSchema[]
  readonly series: readonly MeasureSeries[]
  readonly period: Dates
  /** Null where nothing is compared. */
  readonly before: Dates | null
  /** None where nothing is scored. */
  readonly weights: readonly Weight[]
  readonly tiers: readonly Tier[]
  /** The figure that tiers cut. */
  readonly tierBy: string
  readonly sort: string
  readonly order: (typeof ORDERS)[number]
  readonly limit: number | null
}

/** What comes behind a measure's own column, in its order. */
const ASPECTS = ['_before', '_change', '_rank', '_percentile'] as const

/** The names of the columns that make an entity, and those of its peers, as the answer has them. */
export function keyNames({ columns, peers }: Pick<EntityQuestion, 'columns' | 'peers'>): readonly string[] {
  const keys = columns.length === 0 ? ['user_id'] : columns.map(({ name }) => name)
  return [...keys, ...peers.map(({ name }) => name).filter((name) => !keys.includes(name))]
}

function readFigure(values: ParameterValues, parameter: string, names: readonly string[], usual: string): string {
  const given = values[parameter]
  if (typeof given !== 'string' || given.trim() === '') return usual
  const name = given.trim()
  return names.includes(name) ? name : refuseName(parameter, name, names)
}

/** Reads a question. Throws `bad-parameter` and `not-found`. */
export function readQuestion(values: ParameterValues, catalog: Catalog, source: string | null): EntityQuestion {
  const asked = scope({ ...values, per: null }, catalog, source)
  const all = asked.source.columns
  const columns = entityOf(values, all).map((name) => columnNamed(name, all))
  const given: readonly string[] = Array.isArray(values['peers']) ? (values['peers'] as readonly string[]) : []
  const peers = given.map((name) => columnNamed(name, all))
  const { series, parts } = resolveMeasures(values['measures'], values['formula'] ?? null, catalog)
  const names = series.map(({ name }) => name)
  const weights = readWeights(values['weights'], names)
  const tiers = readTiers(values['tiers'])
  const scored = weights.length > 0 ? ['score'] : []
  const figures = [...names.flatMap((name) => [name, ...ASPECTS.map((aspect) => `${name}${aspect}`)]), ...scored]
  const every = [...keyNames({ columns, peers }), ...figures, ...(tiers.length > 0 ? ['tier'] : [])].map((name) =>
    name.toLowerCase(),
  )
  const twice = [...figures, 'tier'].find(
    (name) => every.indexOf(name.toLowerCase()) < every.lastIndexOf(name.toLowerCase()),
  )
  if (twice !== undefined)
    refuse('measures', twice, `two columns of the answer would be called ${twice}; give a measure another name`)
  return {
    scope: asked,
    columns,
    peers,
    series,
    ...readParts(parts, asked),
    period: { fromDate: asked.fromDate, toDate: asked.toDate },
    before: readEarlier(values, asked),
    weights,
    tiers,
    tierBy: readFigure(values, 'tier_by', figures, scored[0] ?? names[0] ?? ''),
    sort: readFigure(values, 'sort', figures, scored[0] ?? names[0] ?? ''),
    order: ORDERS.find((one) => one === values['order']) ?? 'descending',
    limit: typeof values['limit'] === 'number' ? values['limit'] : null,
  }
}
