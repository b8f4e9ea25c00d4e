-- title: Who spreads most?
-- about: People by what hangs below their shares: shares of these at any depth, and reactions, comments, shares and saves on their shares and on those below.
-- grain: one row per sharer
-- tables: fact_engagement_events, dim_posts
-- chart: bar sharer engagements
WITH RECURSIVE posts AS (
  SELECT post_key::VARCHAR AS post, creator_user_key::VARCHAR AS creator, created_timestamp AS posted, parent_key AS parent
  FROM model.dim_posts
  WHERE creator_user_key::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
below AS (
  SELECT post AS top, post FROM posts WHERE parent IS NOT NULL
  UNION
  SELECT top, posts.post
  FROM below
  JOIN posts ON posts.parent = below.post
),
engaged AS (
  SELECT post_key::VARCHAR AS post, count(*) AS engagements
  FROM model.fact_engagement_events
  WHERE event IN ('reaction', 'like', 'comment', 'share', 'save')
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
),
reached AS (
  SELECT DISTINCT creator AS sharer, below.post
  FROM below
  JOIN posts ON posts.post = top
),
own AS (
  SELECT creator AS sharer, count(*) AS shares FROM posts WHERE parent IS NOT NULL GROUP BY creator
)
SELECT
  sharer,
  any_value(shares) AS shares,
  count(*) FILTER (WHERE posts.creator <> sharer) AS shares_by_others_below,
  coalesce(sum(engagements), 0)::BIGINT AS engagements,
  coalesce(sum(engagements), 0) / any_value(shares) AS engagements_per_share
FROM reached
JOIN own USING (sharer)
JOIN posts ON posts.post = reached.post
LEFT JOIN engaged ON engaged.post = reached.post
GROUP BY sharer
ORDER BY 4 DESC, 2 DESC, sharer
