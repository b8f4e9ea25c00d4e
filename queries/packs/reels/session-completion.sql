-- title: Sessions with several videos
-- about: Sessions that begin on a day, and the percentage of them in which several different videos were started; the day of the newest event is not complete.
-- grain: one row per day with sessions
-- tables: fact_reels_events
-- parameter: videos integer = 3; how many different videos at least
-- chart: line date completed_pct
WITH counted AS (
  SELECT
    local_date(min(ts)) AS date,
    count(DISTINCT video_id) FILTER (WHERE event = 'view_start') AS videos
  FROM model.fact_reels_events
  WHERE session_id IS NOT NULL AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id, session_id
)
SELECT
  date,
  count(*) AS sessions,
  count(*) FILTER (WHERE videos >= $videos) AS completed,
  100 * completed / sessions AS completed_pct,
  date < (SELECT max(local_date(ts)) FROM model.fact_reels_events) AS complete
FROM counted
GROUP BY date
ORDER BY date
