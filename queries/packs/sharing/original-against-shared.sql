-- title: Do originals or shares engage more?
-- about: Originals and shares with their views, and reactions, comments, shares and saves for each 100 views.
-- grain: one row each for originals and shares
-- tables: fact_engagement_events, dim_posts
-- chart: bar kind engagements_per_100_views
WITH posts AS (
  SELECT post_key::VARCHAR AS post, creator_user_key::VARCHAR AS creator, created_timestamp AS posted, parent_key AS parent
  FROM model.dim_posts
  WHERE creator_user_key::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
happened AS (
  SELECT
    post_key::VARCHAR AS post,
    count(*) FILTER (WHERE event = 'view') AS views,
    count(*) FILTER (WHERE event IN ('reaction', 'like')) AS reactions,
    count(*) FILTER (WHERE event = 'comment') AS comments,
    count(*) FILTER (WHERE event IN ('share', 'save')) AS passed_on
  FROM model.fact_engagement_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
)
SELECT
  CASE WHEN parent IS NULL THEN 'original' ELSE 'shared' END AS kind,
  count(*) AS posts,
  coalesce(sum(views), 0)::BIGINT AS views,
  coalesce(sum(reactions), 0)::BIGINT AS reactions,
  coalesce(sum(comments), 0)::BIGINT AS comments,
  coalesce(sum(passed_on), 0)::BIGINT AS shares_and_saves,
  100 * (sum(reactions) + sum(comments) + sum(passed_on)) / nullif(sum(views), 0) AS engagements_per_100_views
FROM posts
LEFT JOIN happened USING (post)
GROUP BY 1
ORDER BY 1
