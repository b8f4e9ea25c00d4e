-- title: How many begin to create, and how soon?
-- about: Users by the week in which they joined, those who posted an original within some days, and the days until the first one; users whose days are not over are left out.
-- grain: one row per week of joining
-- tables: fact_engagement_events, dim_posts, dim_users
-- parameter: days number = 7; days after joining within which somebody has to post
-- expect: week unique
-- expect: activated_pct between 0 and 100
-- chart: bar week activated_pct
WITH firsts AS (
  SELECT creator_user_key::VARCHAR AS user_id, min(created_timestamp) AS first_post
  FROM model.dim_posts
  WHERE parent_key IS NULL
  GROUP BY 1
),
joined AS (
  SELECT user_key::VARCHAR AS user_id, created_at AS joined_at
  FROM model.dim_users
  WHERE epoch((SELECT max(ts) FROM model.fact_engagement_events) - created_at) >= 86400 * $days
    AND user_key::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
waited AS (
  SELECT joined_at, epoch(first_post - joined_at) / 86400 AS days FROM joined LEFT JOIN firsts USING (user_id)
)
SELECT
  date_trunc('week', local_date(joined_at))::DATE AS week,
  count(*) AS users,
  count(*) FILTER (WHERE days BETWEEN 0 AND $days) AS activated,
  100 * activated / users AS activated_pct,
  median(days) FILTER (WHERE days BETWEEN 0 AND $days) AS median_days
FROM waited
GROUP BY 1
ORDER BY 1
