import { conditionSql } from '../../src-renderer/query/sql/condition'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { Population } from '../../src-renderer/query/contract/plan'
import { scope } from '../../src-renderer/query/sql/source'
import { readOptions } from './options'

/** Users with an event on the dates asked for that begins the funnel: of its first step, or of any of them in any order. */
export function funnelPopulation(values: ParameterValues, catalog: Catalog, source: string | null): Population {
  const { columns } = scope(values, catalog, source).source
  const { steps, order, per } = readOptions(values)
  const begins = order === 'any' ? steps : steps.slice(0, 1)
  const each = begins.map((step) => conditionSql(step, columns))
  return {
    which: each.includes('TRUE') ? 'TRUE' : `(${each.join(' OR ')})`,
    needsUsers: ['user', 'user_id', 'user_key', 'session'].includes(per),
  }
}
