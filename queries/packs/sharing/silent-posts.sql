-- title: Posts with a reaction and no comment on their first day
-- about: Posts of a day, those with a reaction on that date, and those of them without a comment on it.
-- grain: one row per date of posting
-- tables: fact_engagement_events, dim_posts
-- chart: line date silent_pct
WITH posts AS (
  SELECT post_key::VARCHAR AS post, creator_user_key::VARCHAR AS creator, created_timestamp AS posted, parent_key AS parent
  FROM model.dim_posts
  WHERE creator_user_key::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
answered AS (
  SELECT
    post_key::VARCHAR AS post,
    local_date(ts) AS date,
    bool_or(event IN ('reaction', 'like')) AS has_reaction,
    bool_or(event = 'comment') AS has_comment
  FROM model.fact_engagement_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  local_date(posted) AS date,
  count(*) AS posts,
  count(*) FILTER (WHERE has_reaction) AS with_reaction,
  count(*) FILTER (WHERE has_reaction AND NOT has_comment) AS silent,
  100 * count(*) FILTER (WHERE has_reaction AND NOT has_comment) / count(*) AS silent_pct,
  local_date(posted) < (SELECT max(local_date(ts)) FROM model.fact_engagement_events) AS complete
FROM posts
LEFT JOIN answered ON answered.post = posts.post AND answered.date = local_date(posted)
GROUP BY 1
ORDER BY 1
