-- title: Videos by engagement score
-- about: A view counts 1, a like 3, a share 5, a comment 7; of videos that were uploaded in the last days, with enough views.
-- grain: one row per video
-- tables: fact_reels_events, dim_videos
-- parameter: min_views integer = 100; videos with fewer views are left out
-- parameter: days integer = 30; uploaded in so many days before the newest event's day, or on it
-- expect: video_id unique
-- expect: video_duration_seconds > 0
-- chart: bar video_id score
WITH span AS (
  SELECT max(local_date(ts)) AS last_date FROM model.fact_reels_events
),
scored AS (
  SELECT
    video_id,
    count(*) FILTER (WHERE event = 'view_start') AS views,
    sum(CASE event WHEN 'view_start' THEN 1 WHEN 'like' THEN 3 WHEN 'share' THEN 5 WHEN 'comment' THEN 7 ELSE 0 END)::BIGINT AS score
  FROM model.fact_reels_events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY video_id
)
SELECT
  video_id,
  v.video_category,
  v.video_duration_seconds,
  views,
  score,
  rank() OVER (ORDER BY score DESC) AS rank
FROM scored
JOIN model.dim_videos v USING (video_id)
CROSS JOIN span
WHERE views >= $min_views AND local_date(v.upload_timestamp) >= last_date - $days
ORDER BY rank, video_id
