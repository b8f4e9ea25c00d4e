-- title: Do people do more once they are connected?
-- about: Interactions per day of those whose suggestion was accepted, in the days before and after, for first acceptances with all of these days in the data.
-- grain: one row per kind of account
-- tables: fact_pymk_suggestions, fact_user_interactions, dim_user_privacy
-- parameter: days integer = 7; days on each side
-- chart: bar account_kind per_day_before per_day_after
WITH firsts AS (
  SELECT user_id, min(outcome_timestamp) AS since, arg_min(account_kind, outcome_timestamp) AS account_kind
  FROM model.fact_pymk_suggestions
  WHERE was_accepted AND outcome_timestamp IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
),
whole AS (
  SELECT firsts.*
  FROM firsts, (SELECT min(ts) AS first_ts, max(ts) AS last_ts FROM model.fact_user_interactions)
  WHERE epoch(since - first_ts) >= 86400 * $days AND epoch(last_ts - since) >= 86400 * $days
),
counted AS (
  SELECT
    w.user_id,
    any_value(account_kind) AS account_kind,
    count(i.ts) FILTER (WHERE i.ts <= since) AS before,
    count(i.ts) FILTER (WHERE i.ts > since) AS after
  FROM whole w
  LEFT JOIN model.fact_user_interactions i
    ON i.user_id = w.user_id AND i.ts > since - to_days($days::INTEGER) AND i.ts <= since + to_days($days::INTEGER)
  GROUP BY w.user_id
)
SELECT
  account_kind,
  count(*) AS users,
  sum(before) / count(*) / $days AS per_day_before,
  sum(after) / count(*) / $days AS per_day_after,
  100 * (sum(after) - sum(before)) / nullif(sum(before), 0) AS change_pct
FROM counted
GROUP BY account_kind
ORDER BY account_kind
