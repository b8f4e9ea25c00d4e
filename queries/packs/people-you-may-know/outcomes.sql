-- title: Which suggestions become lasting connections?
-- about: Suggestions by the suggested account and mutual friends: requests of suggestions, accepted of requests, and accepted ones with an interaction of either side within some days; whose days are not over is left out of the last.
-- grain: one row per kind of account and number of mutual friends
-- tables: fact_pymk_suggestions, fact_user_interactions, dim_user_privacy
-- parameter: days number = 30; days after acceptance
-- chart: bar mutual_friends sustained_pct by account_kind
WITH accepted AS (
  SELECT row_number() OVER () AS suggestion, account_kind, mutual_friends_count, user_id AS one, suggested_user_id::VARCHAR AS other, outcome_timestamp AS since
  FROM model.fact_pymk_suggestions
  WHERE was_accepted AND outcome_timestamp IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
lasting AS (
  SELECT account_kind, least(mutual_friends_count, 3) AS mutual, count(i.ts) > 0 AS is_sustained
  FROM accepted
  LEFT JOIN model.fact_user_interactions i
    ON epoch(i.ts - since) <= 86400 * $days AND i.ts > since AND (
      (i.user_id = one AND i.user_id_to::VARCHAR = other) OR (i.user_id = other AND i.user_id_to::VARCHAR = one)
    )
  WHERE epoch((SELECT max(ts) FROM model.fact_user_interactions) - since) >= 86400 * $days
  GROUP BY suggestion, 1, 2
),
kept AS (
  SELECT account_kind, mutual, count(*) AS old, count(*) FILTER (WHERE is_sustained) AS sustained FROM lasting GROUP BY ALL
),
shown AS (
  SELECT
    account_kind,
    least(mutual_friends_count, 3) AS mutual,
    count(*) AS suggestions,
    count(*) FILTER (WHERE was_requested) AS requested,
    count(*) FILTER (WHERE was_accepted) AS accepted
  FROM model.fact_pymk_suggestions
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  account_kind,
  CASE WHEN mutual = 3 THEN '3 or more' ELSE mutual::VARCHAR END AS mutual_friends,
  suggestions,
  requested,
  100 * requested / suggestions AS requested_pct,
  accepted,
  100 * accepted / nullif(requested, 0) AS accepted_pct,
  coalesce(old, 0) AS days_over,
  100 * sustained / old AS sustained_pct
FROM shown
LEFT JOIN kept USING (account_kind, mutual)
ORDER BY account_kind, mutual
