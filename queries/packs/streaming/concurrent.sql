-- title: How many watch at the same time?
-- about: The most sessions that ran at one moment of a day, when that was first so; sessions last from their start to their end.
-- grain: one row per date
-- tables: fact_viewing_sessions
-- chart: line date peak
WITH sessions AS (
  SELECT ts AS began, ts + to_seconds(session_duration_seconds) AS ended
  FROM model.fact_viewing_sessions
  WHERE session_duration_seconds > 0 AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
changes AS (
  SELECT moment, sum(change) AS change
  FROM (SELECT began AS moment, 1 AS change FROM sessions UNION ALL SELECT ended, -1 FROM sessions)
  GROUP BY moment
),
running AS (
  SELECT moment, local_date(moment) AS date, sum(change) OVER (ORDER BY moment) AS viewers FROM changes
),
levels AS (
  SELECT date, viewers, strftime(local_time(moment), '%H:%M') AS clock FROM running
  UNION ALL
  -- Sessions of the day before that still run at midnight.
  SELECT date, before, '00:00'
  FROM (SELECT date, moment, lag(viewers) OVER (ORDER BY moment) AS before, lag(date) OVER (ORDER BY moment) AS date_before FROM running)
  WHERE date > date_before AND local_time(moment) > date::TIMESTAMP
)
SELECT date, max(viewers)::BIGINT AS peak, min(clock) FILTER (WHERE viewers = peaks) AS first_at
FROM (SELECT *, max(viewers) OVER (PARTITION BY date) AS peaks FROM levels)
GROUP BY date
ORDER BY date
