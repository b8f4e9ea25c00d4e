-- title: How often is the same person suggested?
-- about: Pairs by how many times one was suggested to the other, and how many of them led to a request.
-- grain: one row per number of times
-- tables: fact_pymk_suggestions
-- parameter: most integer = 5; so many or more are one row
-- chart: bar times requested_pct
WITH pairs AS (
  SELECT user_id, suggested_user_id, least(count(*), $most) AS times, bool_or(was_requested) AS is_requested
  FROM model.fact_pymk_suggestions
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id, suggested_user_id
)
SELECT times, count(*) AS pairs, count(*) FILTER (WHERE is_requested) AS requested, 100 * count(*) FILTER (WHERE is_requested) / count(*) AS requested_pct
FROM pairs
GROUP BY times
ORDER BY times
