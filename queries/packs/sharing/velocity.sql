-- title: How fast does engagement come?
-- about: Reactions, comments, shares and saves within so many hours after posting, per post and as a part of those within a week; posts with a whole week in the data.
-- grain: one row per span of hours
-- tables: fact_engagement_events, dim_posts
-- chart: line hours originals_pct shares_pct
WITH posts AS (
  SELECT post_key::VARCHAR AS post, creator_user_key::VARCHAR AS creator, created_timestamp AS posted, parent_key AS parent
  FROM model.dim_posts
  WHERE creator_user_key::VARCHAR NOT IN (SELECT user_id FROM all_users WHERE is_test)
),
old AS (
  SELECT post, parent IS NOT NULL AS is_share, posted
  FROM posts
  WHERE posted <= (SELECT max(ts) FROM model.fact_engagement_events) - INTERVAL 168 HOURS
),
engaged AS (
  SELECT is_share, epoch(ts - posted) / 3600 AS age
  FROM model.fact_engagement_events
  JOIN old ON post = post_key::VARCHAR
  WHERE event IN ('reaction', 'like', 'comment', 'share', 'save')
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
    AND ts >= posted AND age <= 168
),
spans AS (
  SELECT unnest([1, 3, 6, 12, 24, 48, 72, 168]) AS hours
)
SELECT
  hours,
  count(age) FILTER (WHERE NOT is_share) / nullif((SELECT count(*) FROM old WHERE NOT is_share), 0) AS per_original,
  count(age) FILTER (WHERE is_share) / nullif((SELECT count(*) FROM old WHERE is_share), 0) AS per_share,
  100 * count(age) FILTER (WHERE NOT is_share) / nullif((SELECT count(*) FROM engaged WHERE NOT is_share), 0) AS originals_pct,
  100 * count(age) FILTER (WHERE is_share) / nullif((SELECT count(*) FROM engaged WHERE is_share), 0) AS shares_pct
FROM spans
LEFT JOIN engaged ON age <= hours
GROUP BY hours
ORDER BY hours
