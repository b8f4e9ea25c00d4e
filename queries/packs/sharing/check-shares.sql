-- title: Do the shares of the table hold together?
-- about: Shares whose post is not there, that lead back into themselves, or where what the table says of depth, original or path is not what the parents say; with one of each.
-- grain: one row per kind of fault
-- tables: dim_posts
WITH RECURSIVE posts AS (
  SELECT
    post_key::VARCHAR AS post,
    parent_key AS parent,
    original_post_key::VARCHAR AS said_original,
    share_depth_level AS said_depth,
    share_path AS said_path,
    created_timestamp AS posted
  FROM model.dim_posts
),
tree AS (
  SELECT post, coalesce(parent, post) AS root, concat_ws('/', parent, post) AS way, CASE WHEN parent IS NULL THEN 0 ELSE 1 END AS depth
  FROM posts
  WHERE parent IS NULL OR parent NOT IN (SELECT post FROM posts)
  UNION ALL
  SELECT posts.post, root, way || '/' || posts.post, depth + 1
  FROM tree
  JOIN posts ON posts.parent = tree.post
),
found AS (
  SELECT 1 AS place, 'its post is not there' AS fault, post FROM posts WHERE parent NOT IN (SELECT post FROM posts)
  UNION ALL
  SELECT 2, 'leads back into itself', post FROM posts WHERE post NOT IN (SELECT post FROM tree)
  UNION ALL
  SELECT 3, 'other depth', post FROM posts JOIN tree USING (post) WHERE said_depth <> depth
  UNION ALL
  SELECT 4, 'other original', post FROM posts JOIN tree USING (post) WHERE said_original <> root
  UNION ALL
  SELECT 5, 'other path', post FROM posts JOIN tree USING (post) WHERE said_path <> way
  UNION ALL
  SELECT 6, 'posted before what it shares', child.post
  FROM posts child
  JOIN posts above ON above.post = child.parent
  WHERE child.posted < above.posted
),
kinds AS (
  SELECT
    unnest(['its post is not there', 'leads back into itself', 'other depth', 'other original', 'other path', 'posted before what it shares']) AS fault,
    unnest(range(1, 7)) AS place
)
SELECT kinds.fault, count(post) AS posts, min(post) AS example
FROM kinds
LEFT JOIN found USING (place)
GROUP BY kinds.fault, place
ORDER BY place
