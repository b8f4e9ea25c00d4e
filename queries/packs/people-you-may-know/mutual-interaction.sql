-- title: Do both sides interact?
-- about: Accepted suggestions after which one side, or both, interacted within some days; of those whose days are over.
-- grain: one row per kind of account and number of days
-- tables: fact_pymk_suggestions, fact_user_interactions, dim_user_privacy
-- chart: bar days both_pct by account_kind
WITH accepted AS (
  SELECT row_number() OVER () AS suggestion, account_kind, mutual_friends_count, user_id AS one, suggested_user_id::VARCHAR AS other, outcome_timestamp AS since
  FROM model.fact_pymk_suggestions
  WHERE was_accepted AND outcome_timestamp IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
spans AS (
  SELECT unnest([30, 90]) AS days
),
happened AS (
  SELECT
    account_kind,
    days,
    count(i.ts) FILTER (WHERE i.user_id = one) > 0 AS by_one,
    count(i.ts) FILTER (WHERE i.user_id = other) > 0 AS by_other
  FROM accepted
  CROSS JOIN spans
  LEFT JOIN model.fact_user_interactions i
    ON epoch(i.ts - since) <= 86400 * days AND i.ts > since AND (
      (i.user_id = one AND i.user_id_to::VARCHAR = other) OR (i.user_id = other AND i.user_id_to::VARCHAR = one)
    )
  WHERE epoch((SELECT max(ts) FROM model.fact_user_interactions) - since) >= 86400 * days
  GROUP BY suggestion, account_kind, days
)
SELECT
  account_kind,
  days,
  count(*) AS connections,
  100 * count(*) FILTER (WHERE by_one OR by_other) / count(*) AS either_pct,
  100 * count(*) FILTER (WHERE by_one AND by_other) / count(*) AS both_pct
FROM happened
GROUP BY account_kind, days
ORDER BY days, account_kind
