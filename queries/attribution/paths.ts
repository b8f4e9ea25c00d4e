import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { journeys, type Journeys } from './journeys'

/** Touches of a path that are told one by one; more would make every path its own. */
const MOST_TOUCHES = 20

export const REPEATS_PARAMETER: ParameterSpec = {
  name: 'collapse',
  type: 'boolean',
  label: 'Repeats as one',
  default: true,
  help: 'Touches of one channel in a row stand as one.',
}

/**
 * Journeys with a CTE `paths` (j, k, converted, channels, longer, amount): a row for each conversion with a touch and for
 * each user's touches that none followed. `channels` are the first or the last 20 touches; `longer` says that there were more.
 */
export function pathJourneys(
  values: ParameterValues,
  catalog: Catalog,
  source: string | null,
  end: 'first' | 'last',
): Journeys {
  const base = journeys(values, catalog, source, { missed: true })
  const once =
    values['collapse'] === true
      ? 'list_filter(channels, lambda one, nth: nth = 1 OR one <> channels[nth - 1])'
      : 'channels'
  const counted = (place: string): string => `${place} <= ${MOST_TOUCHES}`
  return {
    ...base,
    ctes: [
      ...base.ctes,
      `placed AS (SELECT c AS j, k, TRUE AS converted, channel, nth, n, amount FROM touched WHERE ${counted(end === 'first' ? 'nth' : 'n - nth + 1')}
  UNION ALL SELECT -k, k, FALSE, channel, nth, n, 0 FROM (SELECT k, channel, nth, count(*) OVER (PARTITION BY k) AS n FROM missed) WHERE ${counted(end === 'first' ? 'nth' : 'n - nth + 1')})`,
      `listed AS (SELECT j, any_value(k) AS k, any_value(converted) AS converted, list(channel ORDER BY nth) AS channels, any_value(n) > ${MOST_TOUCHES} AS longer, any_value(amount) AS amount FROM placed GROUP BY j)`,
      `paths AS (SELECT j, k, converted, ${once} AS channels, longer, amount FROM listed)`,
    ],
  }
}
