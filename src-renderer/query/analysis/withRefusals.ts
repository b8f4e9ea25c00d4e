import type { Analysis } from '../contract/analysis'

/** Parameters that every analysis of events takes, unless it says why not. */
export const SHARED_PARAMETERS = [
  'from',
  'to',
  'timezone',
  'filter',
  'segment',
  'include_test',
  'compare',
  'week_start',
  'as_of',
  'sample',
  'per',
  'breakdown',
  'breakdown_users',
] as const

/** Why analyses of plain tables do not take what is asked of events; a clause. */
const OF_PLAIN_TABLES: Readonly<Record<string, string>> = {
  from: 'its tables have no one time by which rows could be cut off',
  to: 'its tables have no one time by which rows could be cut off',
  timezone: 'it cuts no days',
  segment: 'it counts rows of plain tables; a filter on their columns narrows it',
  include_test: 'it counts rows of plain tables, not users',
  compare: 'it counts rows of plain tables; ask once for each period, or break it down',
  week_start: 'it cuts no weeks',
  as_of: 'it counts what its tables hold, up to their newest row',
  sample: 'it counts rows of plain tables, not users',
  per: 'it counts rows of plain tables, not users',
  breakdown_users: 'it counts rows, each of which has one value',
}

/** What forms say of it: why an analysis of events cannot be broken down, or counts nobody else than users. */
export function reasonsShown({ reads, refuses }: Analysis): readonly string[] {
  const [breakdown, per] = [refuses?.['breakdown'], refuses?.['per']]
  if (reads !== 'events') return []
  return [
    ...(breakdown === undefined ? [] : [`No breakdown: ${breakdown}.`]),
    ...(per === undefined ? [] : [`Counts users alone: ${per}.`]),
  ]
}

/**
 * An analysis with the reason for every shared parameter that it does not take: asked for one, it says why not, instead
 * of calling it unknown.
 */
export function withRefusals(analysis: Analysis): Analysis {
  const reasons = { ...(analysis.reads === 'events' ? {} : OF_PLAIN_TABLES), ...analysis.refuses }
  const taken = new Set(analysis.parameters.map((spec) => spec.name))
  const refuses = Object.fromEntries(Object.entries(reasons).filter(([name]) => !taken.has(name)))
  return { ...analysis, refuses }
}
