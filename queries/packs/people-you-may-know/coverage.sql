-- title: Who gets suggestions, and who opts out?
-- about: Users of each country: private accounts, those who do not want to be suggested, those to whom somebody was suggested in the last days, and what came of these suggestions.
-- grain: one row per country
-- tables: fact_pymk_suggestions, dim_user_privacy, dim_users
-- parameter: days integer = 28; days that end with the last one before the newest suggestion's
-- expect: covered_pct between 0 and 100
-- chart: bar country covered_pct private_pct opted_out_pct
WITH span AS (
  SELECT max(local_date(ts)) - 1 AS last_date FROM model.fact_pymk_suggestions
),
shown AS (
  SELECT user_id, count(*) AS suggestions, count(*) FILTER (WHERE was_requested) AS requested, count(*) FILTER (WHERE was_accepted) AS accepted
  FROM model.fact_pymk_suggestions, span
  WHERE local_date(ts) BETWEEN last_date - $days::INTEGER + 1 AND last_date AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
)
SELECT
  coalesce(u.country_code, '(none)') AS country,
  count(*) AS users,
  100 * count(*) FILTER (WHERE p.is_private_account) / count(*) AS private_pct,
  100 * count(*) FILTER (WHERE NOT p.allow_friend_suggestions) / count(*) AS opted_out_pct,
  100 * count(s.user_id) / count(*) AS covered_pct,
  coalesce(sum(suggestions), 0)::BIGINT AS suggestions,
  100 * sum(accepted) / nullif(sum(requested), 0) AS accepted_pct
FROM model.dim_users u
LEFT JOIN model.dim_user_privacy p ON p.user_id::VARCHAR = u.user_id::VARCHAR
LEFT JOIN shown s ON s.user_id = u.user_id::VARCHAR
WHERE u.user_id::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
GROUP BY 1
ORDER BY users DESC, country
