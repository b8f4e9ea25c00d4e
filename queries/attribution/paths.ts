import type { Catalog } from '../../src-renderer/query/contract/catalog'
import type { ParameterSpec, ParameterValues } from '../../src-renderer/query/contract/parameter'
import { journeys, type Journeys } from './journeys'

/** Touches of a path that are told one by one; more would make every path its own. */
export const MOST_TOUCHES = 20

export const REPEATS_PARAMETER: ParameterSpec = {
  name: 'collapse',
  type: 'boolean',
  label: 'Repeats as one',
  default: true,
  help: 'Touches of one channel in a row stand as one.',
}

/**
 * Journeys with a CTE `paths` (journey, user_key, converted, channels, longer, amount): a row for each conversion with a touch and for
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
  const counted = `${end === 'first' ? 'nth' : 'touch_count - nth + 1'} <= ${MOST_TOUCHES}`
  return {
    ...base,
    ctes: [
      ...base.ctes,
      {
        name: 'missed_journeys',
        about: "Touches that no conversion followed, each user's as one journey",
        sql: `SELECT
  user_key,
  channel,
  nth,
  count(*) OVER (PARTITION BY user_key) AS touch_count
FROM missed_touches`,
      },
      {
        name: 'path_touches',
        about: `The ${end} ${MOST_TOUCHES} touches of each journey; those without conversion have a number below 0`,
        sql: `SELECT
  conversion_number AS journey,
  user_key,
  TRUE AS converted,
  channel,
  nth,
  touch_count,
  amount
FROM journey_touches
WHERE ${counted}
UNION ALL
SELECT
  -user_key,
  user_key,
  FALSE,
  channel,
  nth,
  touch_count,
  0
FROM missed_journeys
WHERE ${counted}`,
      },
      {
        name: 'channel_lists',
        about: 'Each journey with its channels in order, and whether it had more touches than these',
        sql: `SELECT
  journey,
  any_value(user_key) AS user_key,
  any_value(converted) AS converted,
  list(channel ORDER BY nth) AS channels,
  any_value(touch_count) > ${MOST_TOUCHES} AS longer,
  any_value(amount) AS amount
FROM path_touches
GROUP BY journey`,
      },
      {
        name: 'paths',
        about: values['collapse'] === true ? 'The same with repeats of a channel as one' : 'The same, repeats and all',
        sql: `SELECT
  journey,
  user_key,
  converted,
  ${once} AS channels,
  longer,
  amount
FROM channel_lists`,
      },
    ],
  }
}
