import type { Catalog } from '../../query/contract/catalog'
import type { QueryPlan } from '../../query/contract/plan'
import { daysBetween } from '../../model/isoDate'
import type { IsoDate } from '../../model/schema'
import { literal } from '../../query/sql/literal'
import type { EventSource } from '../../query/sql/eventSource'

/** Steps of a proposed funnel: more would be guesses. */
const MOST_STEPS = 4
/** The share of those who convert that makes an event one on the way there. */
const MOST_CONVERTED = 0.75
/** Larger logs are sampled by user, so that a proposal is there at once. */
const ROWS_READ_WHOLE = 250_000
const FEWEST_USERS = 1_000
/** Names of events that end a visit or only say that it goes on: many have them, and nobody asks for the way there. */
const NO_STEP = '(^|[^a-z])(end|ended|exit|logout|heartbeat|ping)([^a-z]|$)'

/**
 * The steps of a funnel as `value` and `rows` (users in the sample), in the order in which a user typically first does
 * them. With a `conversion`, however rare it is: the conversion, what stands closest before it (of the events that most
 * of those who convert did before, the one that they come to last), and the most common ones of the rest, those before
 * the conversion first. Without: the events that most users have. Of events that users first do at the same place,
 * those that they leave behind sooner come first: a sign-up of a log of dates before what is done on that day and on all
 * others. Test users, events that the model hides, and those that only end a visit, are left out. `userCount` is that of
 * the workspace: of a large log it looks at every n-th user; the same data gives the same answer.
 */
export function usualStepsPlan(
  source: Pick<EventSource, 'sql' | 'rows'>,
  catalog: Catalog,
  userCount: number,
  conversion: string | null,
): QueryPlan {
  const isConversion = conversion === null ? 'false' : `event::VARCHAR = ${literal(conversion)}`
  const every = Math.min(Math.ceil(source.rows / ROWS_READ_WHOLE), Math.floor(userCount / FEWEST_USERS))
  // Every second, fourth, eighth … user: a mask is cheaper than a division.
  const mask = every > 1 ? 2 ** Math.floor(Math.log2(every)) - 1 : 0
  const sampled = mask > 0 ? ` AND (user_key & ${mask}) = 0` : ''
  // After grouping, where there are far fewer rows to look up.
  const withoutTest = catalog.hasTestUsers
    ? '\n  WHERE user_key NOT IN (SELECT user_key FROM all_users WHERE is_test)'
    : ''
  const hidden = hiddenEvents(catalog)
  const shown = hidden.length === 0 ? '' : ` AND event::VARCHAR NOT IN (${hidden.map(literal).join(', ')})`
  return {
    sql: `WITH firsts AS (
  SELECT event, user_key, first_ts, last_ts
  FROM (
    SELECT event, user_key, min(ts) AS first_ts, max(ts) AS last_ts
    FROM ${source.sql}
    WHERE user_key IS NOT NULL AND event IS NOT NULL${sampled}
    GROUP BY event, user_key
  )${withoutTest}),
converted AS (
  SELECT user_key, first_ts AS converted_at FROM firsts WHERE ${isConversion}),
ways AS (
  SELECT event, rank() OVER (PARTITION BY user_key ORDER BY first_ts) AS place
  FROM firsts JOIN converted USING (user_key)
  WHERE first_ts <= converted_at),
before AS (
  SELECT event, avg(place) AS place
  FROM ways
  GROUP BY event
  HAVING count(*) >= ${MOST_CONVERTED} * (SELECT count(*) FROM converted) AND NOT ${isConversion}),
counted AS (
  SELECT event, count(*) AS users
  FROM firsts
  WHERE NOT regexp_matches(lower(event::VARCHAR), ${literal(NO_STEP)})${shown}
  GROUP BY event),
common AS (
  SELECT event, users
  FROM counted LEFT JOIN before USING (event)
  ORDER BY
    ${isConversion} DESC, (place IS NOT NULL AND row_number() OVER (ORDER BY place DESC NULLS LAST, users, event::VARCHAR) = 1) DESC,
    place IS NOT NULL DESC, users DESC, event::VARCHAR
  LIMIT ${MOST_STEPS}),
placed AS (
  SELECT
    firsts.event, users,
    rank() OVER (PARTITION BY user_key ORDER BY first_ts) AS place,
    rank() OVER (PARTITION BY user_key ORDER BY last_ts) AS last_place
  FROM firsts JOIN common ON firsts.event = common.event)
SELECT event::VARCHAR AS value, any_value(users)::BIGINT AS "rows"
FROM placed
GROUP BY ALL
ORDER BY median(place), round(avg(place), 1), avg(last_place), 2 DESC, 1`,
  }
}

/** Events that the workspace's model hides: nobody wants them proposed. */
export function hiddenEvents(catalog: Catalog): readonly string[] {
  return (catalog.model?.events ?? []).filter(({ isHidden }) => isHidden).map(({ name }) => name)
}

/** How many users there are, as `rows` of one value. */
export function userCountPlan(): QueryPlan {
  return { sql: 'SELECT \'users\' AS value, count(*)::BIGINT AS "rows"\nFROM all_users' }
}

/** Words that name a conversion, the likeliest first. */
const CONVERSIONS = ['conversion', 'purchase', 'order', 'paid', 'subscribe', 'signup']
/** Words that say that it did not come about, or not yet. */
const NOT_DONE = /^(cancel|refund|fail|abandon|declin|error|view|start|begin|unpaid)/

function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/**
 * The event that is called like a conversion ("purchase", "OrderPlaced", "sign_up"); null when none is. Earlier names
 * win among equals.
 */
export function conversionAmong(events: readonly string[]): string | null {
  for (const wanted of CONVERSIONS) {
    const exact = events.find((name) => name.toLowerCase() === wanted)
    if (exact !== undefined) return exact
  }
  for (const wanted of CONVERSIONS) {
    const alike = events.find((name) => {
      const words = wordsOf(name)
      return (
        !words.some((word) => NOT_DONE.test(word)) &&
        (words.some((word) => word.startsWith(wanted)) || words.join('').startsWith(wanted))
      )
    })
    if (alike !== undefined) return alike
  }
  return null
}

/** Spans from which on weeks, and months, say more than days: with fewer, too few periods can be observed. */
const DAYS_FOR_WEEKS = 120
const DAYS_FOR_MONTHS = 730

/** The unit that periods are counted in, by the dates of the data; null for the default, days. */
export function unitForSpan(minDate: IsoDate, maxDate: IsoDate): 'week' | 'month' | null {
  const days = daysBetween(minDate, maxDate) + 1
  if (days >= DAYS_FOR_MONTHS) return 'month'
  return days >= DAYS_FOR_WEEKS ? 'week' : null
}
