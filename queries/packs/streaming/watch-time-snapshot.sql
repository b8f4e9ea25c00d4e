-- title: Watch time of each viewer up to a day
-- about: What the day before stood at, what the day adds, and the sum, with the last day of watching: yesterday's snapshot and one day give today's.
-- grain: one row per viewer
-- tables: fact_viewing_sessions
-- parameter: day date; the day, or the last one before the newest event's
WITH span AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS day FROM model.fact_viewing_sessions
)
SELECT
  user_id AS viewer,
  coalesce(sum(watched_seconds) FILTER (WHERE local_date(ts) < day), 0) AS seconds_before,
  coalesce(sum(watched_seconds) FILTER (WHERE local_date(ts) = day), 0) AS seconds_of_day,
  coalesce(sum(watched_seconds), 0) AS seconds,
  max(local_date(ts)) AS last_watched
FROM model.fact_viewing_sessions, span
WHERE local_date(ts) <= day AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY user_id
ORDER BY seconds DESC, viewer
