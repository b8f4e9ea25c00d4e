-- title: Does asking for two mutual friends help?
-- about: Variants of a test on suggestions of private accounts: accepted of requests, and lasting of accepted, with an interval of 95 % that counts users as what was drawn (a ratio of sums over users, linearised).
-- grain: one row per variant
-- tables: fact_pymk_suggestions, fact_user_interactions, dim_user_privacy
-- parameter: days number = 30; days after acceptance within which either side has to interact
-- chart: bar variant sustained_pct
WITH accepted AS (
  SELECT row_number() OVER () AS suggestion, variant, user_id AS one, suggested_user_id::VARCHAR AS other, outcome_timestamp AS since
  FROM model.fact_pymk_suggestions
  WHERE was_accepted AND account_kind = 'private' AND variant IS NOT NULL AND outcome_timestamp IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
lasting AS (
  SELECT variant, one, count(i.ts) > 0 AS is_sustained
  FROM accepted
  LEFT JOIN model.fact_user_interactions i
    ON epoch(i.ts - since) <= 86400 * $days AND i.ts > since AND (
      (i.user_id = one AND i.user_id_to::VARCHAR = other) OR (i.user_id = other AND i.user_id_to::VARCHAR = one)
    )
  WHERE epoch((SELECT max(ts) FROM model.fact_user_interactions) - since) >= 86400 * $days
  GROUP BY suggestion, variant, one
),
per_user AS (
  SELECT variant, one, count(*) AS accepted, count(*) FILTER (WHERE is_sustained) AS sustained FROM lasting GROUP BY ALL
),
rates AS (
  SELECT variant, count(*) AS users, sum(accepted) AS accepted, sum(sustained) / sum(accepted) AS rate FROM per_user GROUP BY variant
),
spread AS (
  SELECT
    variant,
    any_value(rates.users) AS users,
    any_value(rates.accepted)::BIGINT AS days_over,
    any_value(rate) AS rate,
    sqrt(any_value(rates.users) / nullif(any_value(rates.users) - 1, 0) * sum((sustained - rate * per_user.accepted) ** 2)) / any_value(rates.accepted) AS error
  FROM per_user
  JOIN rates USING (variant)
  GROUP BY variant
),
shown AS (
  SELECT
    variant,
    count(*) AS suggestions,
    100 * count(*) FILTER (WHERE was_accepted) / nullif(count(*) FILTER (WHERE was_requested), 0) AS accepted_pct
  FROM model.fact_pymk_suggestions
  WHERE account_kind = 'private' AND variant IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY variant
)
SELECT
  variant,
  suggestions,
  accepted_pct,
  coalesce(users, 0) AS users,
  coalesce(days_over, 0) AS days_over,
  100 * rate AS sustained_pct,
  100 * (rate - 1.959963984540054 * error) AS low_pct,
  100 * (rate + 1.959963984540054 * error) AS high_pct
FROM shown
LEFT JOIN spread USING (variant)
ORDER BY variant
