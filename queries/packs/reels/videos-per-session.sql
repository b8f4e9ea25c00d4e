-- title: Videos per session
-- about: Sessions by the number of different videos that were started in them.
-- grain: one row per number of videos
-- tables: fact_reels_events
-- chart: bar videos sessions
WITH counted AS (
  SELECT count(DISTINCT video_id) FILTER (WHERE event = 'view_start') AS videos
  FROM model.fact_reels_events
  WHERE session_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id, session_id
)
SELECT videos, count(*) AS sessions
FROM counted
GROUP BY videos
ORDER BY videos
