-- title: Are posts watched through, and watched again?
-- about: Views of originals and shares: seconds, the mean part of the length that was reached (whole where it was watched longer), and viewers of a post who viewed it again.
-- grain: one row each for originals and shares
-- tables: fact_engagement_events, dim_posts
-- chart: bar kind through_pct rewatched_pct
WITH views AS (
  SELECT
    CASE WHEN "dim_posts.parent_key" IS NULL THEN 'original' ELSE 'shared' END AS kind,
    user_id,
    post_key,
    count(*) AS views,
    sum(view_seconds) AS seconds,
    sum(CASE WHEN view_seconds < "dim_posts.length_seconds" THEN view_seconds / "dim_posts.length_seconds" ELSE 1 END)
      FILTER (WHERE "dim_posts.length_seconds" > 0 AND view_seconds IS NOT NULL) AS parts,
    count(*) FILTER (WHERE "dim_posts.length_seconds" > 0 AND view_seconds IS NOT NULL) AS measured
  FROM model.fact_engagement_events
  WHERE event = 'view' AND "dim_posts.created_timestamp" IS NOT NULL
    AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY ALL
)
SELECT
  kind,
  sum(views)::BIGINT AS views,
  sum(seconds) / sum(views) AS seconds_per_view,
  100 * sum(parts) / nullif(sum(measured), 0) AS through_pct,
  100 * count(*) FILTER (WHERE views > 1) / count(*) AS rewatched_pct
FROM views
GROUP BY kind
ORDER BY kind
