-- title: Which first steps go with coming back?
-- about: Users who had an event in their first days, and all others: what percentage was there again in the days after. It goes with coming back; whether it causes it, only an experiment says.
-- grain: one row per event
-- tables: events
-- parameter: days integer = 7; how long the first days are, and the days after
-- chart: bar event back_pct others_back_pct
WITH known AS (
  SELECT user_id, event, local_date(ts) AS date, max(local_date(ts)) OVER () AS last_date
  FROM model.events
),
firsts AS (
  SELECT user_id, min(date) AS first_date
  FROM known
  WHERE user_id IN (SELECT user_id FROM all_users WHERE NOT is_test)
  GROUP BY user_id
  HAVING min(date) + 2 * $days - 1 < any_value(last_date)
),
users_back AS (
  SELECT user_id, bool_or(date BETWEEN first_date + $days AND first_date + 2 * $days - 1) AS back
  FROM firsts
  JOIN known USING (user_id)
  GROUP BY user_id
),
did AS (
  SELECT DISTINCT user_id, event
  FROM firsts
  JOIN known USING (user_id)
  WHERE date < first_date + $days
),
totals AS (
  SELECT count(*) AS users, count(*) FILTER (WHERE back) AS back FROM users_back
),
counted AS (
  SELECT event, count(*) AS users, count(*) FILTER (WHERE users_back.back) AS back
  FROM did
  JOIN users_back USING (user_id)
  GROUP BY event
)
SELECT
  event,
  counted.users,
  100 * counted.back / counted.users AS back_pct,
  totals.users - counted.users AS others,
  100 * (totals.back - counted.back) / nullif(totals.users - counted.users, 0) AS others_back_pct
FROM counted, totals
ORDER BY back_pct - coalesce(others_back_pct, back_pct) DESC, event
