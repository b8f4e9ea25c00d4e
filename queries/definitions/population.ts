import { required } from '../../src-renderer/base/required'
import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterValues } from '../../src-renderer/query/contract/parameter'
import type { Population } from '../../src-renderer/query/contract/plan'
import { funnelPopulation } from '../funnel/population'
import { retentionPopulation } from '../retention/leftOut'
import { readSides } from './sides'

/** Whom either definition can count. */
export function diffPopulation(values: ParameterValues, catalog: Catalog, source: string | null): Population {
  const { name, a, b } = readSides(values)
  const both = [a, b].map((side) =>
    (name === 'funnel' ? funnelPopulation : retentionPopulation)(side.values, catalog, source),
  )
  const which = [...new Set(both.map((one) => one.which ?? 'TRUE'))]
  return {
    which: which.includes('TRUE') ? 'TRUE' : `(${which.join(' OR ')})`,
    needsUsers: both.some((one) => one.needsUsers !== false),
    ...(name === 'funnel'
      ? {}
      : { users: both.map((one) => `SELECT user_key FROM (${required(one.users)})`).join(' UNION ALL ') }),
  }
}
