-- title: Who wakes up again
-- about: Users who had been there before, but not in the days before a day: how many slept, and how many of them were active on it.
-- grain: one row per day with sleeping users
-- tables: events
-- parameter: quiet integer = 7; how many days without an event make a user sleep
-- chart: line date resurrected_pct
WITH span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.events
),
calendar AS (
  SELECT unnest(generate_series(first_date, last_date, INTERVAL 1 DAY))::DATE AS date FROM span
),
active AS (
  SELECT DISTINCT user_id, local_date(ts) AS date
  FROM model.events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
silences AS (
  SELECT user_id, date, lead(date) OVER (PARTITION BY user_id ORDER BY date) AS next_date FROM active
)
SELECT
  calendar.date,
  count(*) AS sleeping,
  count(*) FILTER (WHERE silences.next_date = calendar.date) AS resurrected,
  100 * resurrected / sleeping AS resurrected_pct
FROM calendar
JOIN silences ON calendar.date > silences.date + $quiet
  AND (silences.next_date IS NULL OR calendar.date <= silences.next_date)
GROUP BY calendar.date
ORDER BY calendar.date
