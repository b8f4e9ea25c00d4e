-- title: How many different things users do
-- about: Users of the last days by how many different events they had in them.
-- grain: one row per number of different events
-- tables: events
-- parameter: day date; the last of the days, or the last one before the newest event's
-- parameter: days integer = 7; how many days
-- chart: bar different_events users
WITH asked AS (
  SELECT coalesce($day, max(local_date(ts)) - 1) AS day FROM model.events
),
counted AS (
  SELECT user_id, count(DISTINCT event) AS different_events
  FROM model.events, asked
  WHERE local_date(ts) BETWEEN day - $days + 1 AND day AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
  GROUP BY user_id
)
SELECT different_events, count(*) AS users
FROM counted
GROUP BY 1
ORDER BY 1
