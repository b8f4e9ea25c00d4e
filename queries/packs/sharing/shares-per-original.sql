-- title: What does sharing add to an original?
-- about: Originals with their shares at any depth, and reactions, comments, shares and saves on the original itself and on its shares; uplift is the latter for each 100 of the former. An original that is deleted has no row of its own, only shares that name it.
-- grain: one row per original with shares
-- tables: fact_engagement_events, dim_posts
-- parameter: least integer = 1; shares, at least
-- chart: bar original shares
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
engaged AS (
  SELECT post_key::VARCHAR AS post, count(*) AS engagements
  FROM model.fact_engagement_events
  WHERE event IN ('reaction', 'like', 'comment', 'share', 'save')
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY 1
),
summed AS (
  SELECT
    root AS original,
    count(*) FILTER (WHERE depth > 0) AS shares,
    count(DISTINCT creator) FILTER (WHERE depth > 0) AS sharers,
    max(depth) AS depth,
    coalesce(sum(engagements) FILTER (WHERE depth = 0), 0)::BIGINT AS direct,
    coalesce(sum(engagements) FILTER (WHERE depth > 0), 0)::BIGINT AS by_shares
  FROM tree
  JOIN posts USING (post)
  LEFT JOIN engaged USING (post)
  GROUP BY root
)
SELECT
  original,
  posts.creator,
  strftime(posted, '%Y-%m-%d %H:%M') AS posted,
  shares,
  sharers,
  depth,
  direct,
  by_shares,
  100 * by_shares / nullif(direct, 0) AS uplift_pct
FROM summed
LEFT JOIN posts ON post = original
WHERE shares >= $least
ORDER BY shares DESC, original
