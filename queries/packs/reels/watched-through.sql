-- title: What is watched through
-- about: Mean part of a video's length that a view reached, whole where it was watched longer; and minutes watched.
-- grain: one row per category
-- tables: fact_reels_events, dim_videos
-- chart: bar category through_pct
SELECT
  coalesce("dim_videos.video_category", '(none)') AS category,
  count(*) AS views,
  sum(view_duration_ms) / 60000 AS minutes,
  100 * avg(least(1, view_duration_ms / 1000 / "dim_videos.video_duration_seconds"))
    FILTER (WHERE "dim_videos.video_duration_seconds" > 0) AS through_pct
FROM model.fact_reels_events
WHERE event = 'view_end' AND view_duration_ms IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY through_pct DESC NULLS LAST, category
