-- title: Which way did a share come?
-- about: Shares with the posts from the original down to them, and the hours since the original was posted; the deepest first.
-- grain: one row per share
-- tables: dim_posts
-- parameter: original text; only shares of this post
-- parameter: most integer = 100; rows
WITH RECURSIVE posts AS (
  SELECT post_key::VARCHAR AS post, creator_user_key::VARCHAR AS creator, created_timestamp AS posted, parent_key AS parent
  FROM model.dim_posts
  WHERE creator_user_key::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
tree AS (
  SELECT post, coalesce(parent, post) AS root, concat_ws(' > ', parent, post) AS way, CASE WHEN parent IS NULL THEN 0 ELSE 1 END AS depth
  FROM posts
  WHERE parent IS NULL OR parent NOT IN (SELECT post FROM posts)
  UNION ALL
  SELECT posts.post, root, way || ' > ' || posts.post, depth + 1
  FROM tree
  JOIN posts ON posts.parent = tree.post
)
SELECT
  tree.post AS share,
  creator AS sharer,
  way AS path,
  depth,
  epoch(posted - (SELECT any_value(o.posted) FROM posts o WHERE o.post = root)) / 3600 AS hours
FROM tree
JOIN posts USING (post)
WHERE depth > 0 AND ($original IS NULL OR root = $original)
ORDER BY depth DESC, path
LIMIT $most
