-- title: What is skipped
-- about: Views that ended within some seconds, by category of the video.
-- grain: one row per category
-- tables: fact_reels_events, dim_videos
-- parameter: seconds number = 3; shorter views are skips
-- expect: skip_pct between 0 and 100
-- chart: bar category skip_pct
SELECT
  coalesce("dim_videos.video_category", '(none)') AS category,
  count(*) AS views,
  count(*) FILTER (WHERE view_duration_ms < 1000 * $seconds) AS skipped,
  100 * skipped / views AS skip_pct
FROM model.fact_reels_events
WHERE event = 'view_end' AND view_duration_ms IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1
ORDER BY skip_pct DESC, category
