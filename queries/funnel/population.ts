import { conditionSql } from '../../src-renderer/query/condition'
import type { Catalog, LeftOut, ParameterValues, Population, QueryPlan } from '../../src-renderer/query/definition'
import { scope } from '../../src-renderer/query/source'
import { planOver, readAttempts, type Attempts } from './attempts'
import { readOptions } from './options'

/** Users with an event on the dates asked for that begins the funnel: of its first step, or of any of them in any order. */
export function funnelPopulation(values: ParameterValues, catalog: Catalog, source: string | null): Population {
  const { columns } = scope(values, catalog, source).source
  const { steps, order, per } = readOptions(values)
  const begins = order === 'any' ? steps : steps.slice(0, 1)
  const each = begins.map((step) => conditionSql(step, columns))
  return { which: each.includes('TRUE') ? 'TRUE' : `(${each.join(' OR ')})`, needsUsers: ['user', 'user_id', 'user_key', 'session'].includes(per) }
}

/** Those who began the funnel and are not in it, because an excluded event makes void every attempt of theirs that counts. */
function voidedLeftOut(attempts: Attempts, values: ParameterValues): readonly LeftOut[] {
  const { options, within, rows } = attempts
  if (options.exclusions.length === 0 || options.exclusionEffect !== 'void') return []
  const counted = (some: Attempts): string => `(WITH ${some.ctes.join(',\n')} SELECT count(DISTINCT k) FROM ${some.name})`
  const without = readAttempts({ ...options, exclusions: [], breakdown: null }, values, within.catalog, within.source.table)
  const one = rows.noun.replace(/s$/, '').replace(/^values? of/, 'value of')
  return [{
    name: 'voided', sql: `SELECT ${counted(without)} - ${counted(attempts)}`,
    one: `1 ${one} is left out, whose attempts an excluded event makes void`, many: `{n} ${rows.noun} are left out, whose attempts an excluded event makes void`,
  }]
}

/** planOver(), with those who began the funnel and are not in it. */
export function countedPlan(attempts: Attempts, values: ParameterValues, sql: string, readsBefore = false): QueryPlan {
  return { ...planOver(attempts, values, sql, readsBefore), leftOut: voidedLeftOut(attempts, values) }
}
