-- title: How far do shares go, and does engagement fade?
-- about: Posts by their distance from the original: how many for each one of the distance before (the generation factor), and how often they were viewed and engaged with.
-- grain: one row per depth
-- tables: fact_engagement_events, dim_posts
-- expect: depth unique
-- chart: bar depth engagements_per_100_views
WITH RECURSIVE posts AS (
  SELECT post_key::VARCHAR AS post, creator_user_key::VARCHAR AS creator, created_timestamp AS posted, parent_key AS parent
  FROM model.dim_posts
  WHERE creator_user_key::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
tree AS (
  SELECT post, coalesce(parent, post) AS root, CASE WHEN parent IS NULL THEN 0 ELSE 1 END AS depth
  FROM posts
  WHERE parent IS NULL OR parent NOT IN (SELECT post FROM posts)
  UNION ALL
  SELECT posts.post, root, depth + 1
  FROM tree
  JOIN posts ON posts.parent = tree.post
),
happened AS (
  SELECT
    post_key::VARCHAR AS post,
    count(*) FILTER (WHERE event = 'view') AS views,
    count(*) FILTER (WHERE event IN ('reaction', 'like', 'comment', 'share', 'save')) AS engagements
  FROM model.fact_engagement_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
),
summed AS (
  SELECT
    depth,
    count(*) AS posts,
    count(DISTINCT creator) AS people,
    coalesce(sum(views), 0)::BIGINT AS views,
    coalesce(sum(engagements), 0)::BIGINT AS engagements
  FROM tree
  JOIN posts USING (post)
  LEFT JOIN happened USING (post)
  GROUP BY depth
)
SELECT
  *,
  posts / lag(posts) OVER (ORDER BY depth) AS factor,
  engagements / posts AS engagements_per_post,
  100 * engagements / nullif(views, 0) AS engagements_per_100_views
FROM summed
ORDER BY depth
