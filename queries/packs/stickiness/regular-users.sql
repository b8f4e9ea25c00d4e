-- title: Users who come on several days of a week
-- about: Different users of the 7 days that end with a day, and those of them who were active on several of these days; the day of the newest event is not complete.
-- grain: one row per day whose 7 days are all in the data
-- tables: events
-- parameter: days integer = 3; on how many days at least
-- expect: date unique
-- expect: regular_pct between 0 and 100
-- chart: line date wau regular_users
WITH span AS (
  SELECT min(local_date(ts)) AS first_date, max(local_date(ts)) AS last_date FROM model.events
),
calendar AS (
  SELECT unnest(generate_series(first_date + 6, last_date, INTERVAL 1 DAY))::DATE AS date FROM span
),
active AS (
  SELECT DISTINCT user_id, local_date(ts) AS date
  FROM model.events
  WHERE user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
),
counted AS (
  SELECT calendar.date, user_id, count(*) AS active_days
  FROM calendar
  JOIN active ON active.date BETWEEN calendar.date - 6 AND calendar.date
  GROUP BY ALL
)
SELECT
  calendar.date,
  count(user_id) AS wau,
  count(user_id) FILTER (WHERE active_days >= $days) AS regular_users,
  100 * regular_users / nullif(wau, 0) AS regular_pct,
  calendar.date < (SELECT last_date FROM span) AS complete
FROM calendar
LEFT JOIN counted USING (date)
GROUP BY calendar.date
ORDER BY calendar.date
