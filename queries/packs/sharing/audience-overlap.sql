-- title: Do shares reach other people?
-- about: Viewers of an original and of its shares, those of both, and the part of the shares' viewers who did not see the original.
-- grain: one row per original with shares
-- tables: fact_engagement_events, dim_posts
-- parameter: least integer = 3; viewers of its shares, at least
-- expect: new_pct between 0 and 100
-- chart: bar original new_pct
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
viewers AS (
  SELECT root AS original, user_id, bool_or(depth = 0) AS saw_original, bool_or(depth > 0) AS saw_share
  FROM model.fact_engagement_events
  JOIN tree ON post = post_key::VARCHAR
  WHERE event = 'view' AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  original,
  count(*) FILTER (WHERE saw_original) AS of_original,
  count(*) FILTER (WHERE saw_share) AS of_shares,
  count(*) FILTER (WHERE saw_original AND saw_share) AS of_both,
  100 * (of_shares - of_both) / of_shares AS new_pct
FROM viewers
GROUP BY original
HAVING of_shares >= $least
ORDER BY of_shares DESC, original
